// The four ways in which a template gives a definition.
#include "compiler/project/definition.h"

#include "compiler/diag/faults.h"
#include "compiler/project/cdk.h"
#include "compiler/project/functions.h"
#include "compiler/project/unknown.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/file.h"

#include <array>
#include <filesystem>
#include <set>

namespace aslc::project {

namespace fs = std::filesystem;

using source::Member;
using source::Node;
using source::Range;

namespace {

constexpr std::array<std::string_view, 4> fields = {"Definition", "DefinitionString",
                                                    "DefinitionUri", "DefinitionS3Location"};

/// Of the form `{"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": ...}}}`, the
/// location.
const Node *includedLocation(const Node &value) {
  const Member *function = functionIn(value);
  if (!function || function->key != "Fn::Transform" ||
      textIn(function->value, "Name") != "AWS::Include")
    return nullptr;
  return valueIn(objectIn(function->value, "Parameters"), "Location");
}

/// What a function refers to, with quotes: the name of a parameter, of a resource, of an export.
std::string referredTo(const Node &value) {
  const Member *function = functionIn(value);
  auto name = function ? scalarText(*function->value) : std::nullopt;
  return name && name->find_first_of("{\n") == name->npos ? "`" + *name + "`" : "";
}

class DefinitionReader {
public:
  DefinitionReader(const Template &from, const Member &machine) : from_(from), machine_(machine) {
    text_.tree = std::make_shared<source::Tree>();
    text_.tree->file = from.file();
    text_.diagnostics = std::make_shared<diag::Engine>(from.file());
  }

  MachineText read() {
    const Member *field = only();
    if (!field)
      return text_;
    definitions_.allowUndefined = true;
    takeSubstitutions();
    const Member *function = functionIn(*field->value);
    bool isJsonOfObject = function && function->key == "Fn::ToJsonString";
    const Node &value = isJsonOfObject ? *function->value : *field->value;
    if (const Node *location = includedLocation(value))
      included(*location);
    else if (field->key == "Definition" || isJsonOfObject)
      object(field->key, value);
    else if (field->key == "DefinitionString")
      string(value);
    else
      file(value);
    if (!from_.given().definitions.allowUndefined)
      reportOpenPlaceholders(text_, "add it to `DefinitionSubstitutions`, or give ", remedies_);
    return text_;
  }

private:
  /// The only field that gives a definition; null, which is reported, when there is another number.
  const Member *only() {
    const Node *properties = from_.properties(machine_.key);
    const Member *first = nullptr;
    for (std::string_view name : fields) {
      const Member *member = properties ? properties->find(name) : nullptr;
      if (!member)
        continue;
      if (first) {
        text_.diagnostics->emit(member->keyRange, diag::Kind::ExclusiveFields,
                                {first->key, member->key});
        return nullptr;
      }
      first = member;
    }
    if (!first)
      text_.diagnostics
          ->emit(machine_.keyRange, diag::Kind::BadTemplate,
                 {"the state machine `" + machine_.key + "` has no definition"})
          .hint("it needs `Definition`, `DefinitionString`, `DefinitionUri` or "
                "`DefinitionS3Location`");
    return first;
  }

  void takeSubstitutions() {
    const Node *values = valueIn(from_.properties(machine_.key), "DefinitionSubstitutions");
    Evaluator evaluator(from_, *text_.tree, *text_.diagnostics);
    const Node *made = values ? evaluator.value(*values) : nullptr;
    if (made && !made->is(Node::Kind::Object)) {
      text_.diagnostics->emit(
          values->range, diag::Kind::WrongType,
          {"DefinitionSubstitutions", asl::document::kindName(made->kind), "an object"});
      return;
    }
    for (const Member &member : membersOf(made)) {
      definitions_.values[member.key] =
          scalarText(*member.value).value_or(source::toJson(*member.value));
      for (const source::Segment &segment : decodedOf(*text_.tree, *member.value).segments)
        if (auto part = evaluator.unknownParts().find(segment.from.begin);
            part != evaluator.unknownParts().end())
          remedies_[member.key] = part->second.remedy;
    }
    for (const auto &[name, value] : from_.given().definitions.values)
      definitions_.values[name] = value;
  }

  void object(std::string_view field, const Node &value) {
    source::DefinedPlaceholders placeholders(definitions_);
    Evaluator evaluator(from_, *text_.tree, *text_.diagnostics, &placeholders);
    const Node *made = evaluator.value(value);
    if (!made || !made->is(Node::Kind::Object)) {
      if (text_.diagnostics->hasErrors() || isElsewhere(value, made, "the definition"))
        return;
      text_.diagnostics->emit(
          value.range, diag::Kind::WrongType,
          {field, made ? asl::document::kindName(made->kind) : "no value", "an object"});
      return;
    }
    text_.tree->root = made;
    for (const source::AmbiguousScalar &scalar : from_.tree().ambiguous)
      if (value.range.begin <= scalar.range.begin && scalar.range.end <= value.range.end)
        text_.tree->ambiguous.push_back(scalar);
  }

  /// Reports that `what` is known only where the template is deployed: a function gives `made`, a
  /// text that stands for it. False where it is in the template.
  bool isElsewhere(const Node &value, const Node *made, const std::string &what) {
    const Member *function = functionIn(value);
    bool isKnown = !function || !made || !made->is(Node::Kind::String) ||
                   made->text.find('{') != std::string::npos;
    if (isKnown)
      return false;
    std::string name = referredTo(value);
    auto report = text_.diagnostics->emit(value.range, diag::Kind::BadTemplate,
                                          {what + " is not in this file: `" + function->key +
                                           (name.empty() ? "`" : "` of " + name) +
                                           " gives it when the template is deployed"});
    report.weaken(diag::Severity::Warning);
    if (!name.empty())
      report.hint("give it with `--define " + name.substr(1, name.size() - 2) + "=...`");
    return true;
  }

  void string(const Node &value) {
    Evaluator evaluator(from_, *text_.tree, *text_.diagnostics);
    const Node *made = evaluator.value(value);
    if (!made || !made->is(Node::Kind::String)) {
      text_.diagnostics
          ->emit(value.range, diag::Kind::WrongType,
                 {"DefinitionString", made ? asl::document::kindName(made->kind) : "no value",
                  "a string"})
          .hint(made && made->is(Node::Kind::Object) ? "an object is given as `Definition`" : "");
      return;
    }
    if (made->text.empty())
      text_.diagnostics->emit(value.range, diag::Kind::EmptyValue, {"DefinitionString"});
    if (text_.diagnostics->hasErrors() || isElsewhere(value, made, "the definition"))
      return;
    Decoded text = decodedOf(*text_.tree, *made);
    text = withPlaceholders(text, evaluator.unknownParts(), *text_.diagnostics);
    leaveUnknown(text.text);
    source::DefinedPlaceholders placeholders(definitions_);
    readInside(*text_.tree, text, made->range, &placeholders);
  }

  /// Takes away the values of placeholders that are not known here and stand in `text`, which is
  /// JSON, as whole values.
  void leaveUnknown(std::string_view text) {
    for (const auto &[name, remedy] : remedies_)
      if (auto value = definitions_.values.find(name);
          value != definitions_.values.end() && !isLikeJson(value->second) &&
          !from_.given().definitions.values.contains(name) && isWholeValue(text, name))
        definitions_.values.erase(value);
  }

  /// A file by its name, or an object in S3 that is made from a file.
  void file(const Node &value) {
    Evaluator evaluator(from_, *text_.tree, *text_.diagnostics);
    const Node *made = evaluator.value(value);
    std::error_code ignored;
    bool isName = made && made->is(Node::Kind::String) && !made->text.starts_with("s3://");
    if (isName && functionIn(value) && !fs::exists(pathFrom(*from_.file(), made->text), ignored) &&
        isElsewhere(value, made, "the name of the definition"))
      return;
    if (isName) {
      take(pathFrom(*from_.file(), made->text), value.range);
      return;
    }
    if (text_.diagnostics->hasErrors())
      return;
    std::string key(textIn(made, "Key"));
    std::string folder = fs::path(from_.file()->name()).parent_path();
    if (std::string asset = key.empty() ? "" : assetPath(folder, key); !asset.empty()) {
      take(asset, value.range);
      return;
    }
    bool isAddress = !key.empty() || (made && made->is(Node::Kind::String));
    std::string address =
        key.empty() && made ? made->text : std::string(textIn(made, "Bucket")) + "/" + key;
    if (!isAddress) {
      text_.diagnostics->emit(
          value.range, diag::Kind::BadTemplate,
          {"this is neither the name of a file nor an object with `Bucket` and `Key`"});
      return;
    }
    text_.diagnostics
        ->emit(value.range, diag::Kind::BadTemplate,
               {"the definition is in S3, at `" + address + "`"})
        .weaken(diag::Severity::Warning)
        .hint("download it, and give the file to aslc");
  }

  /// A part of the template that is in a file of its own: its functions are carried out.
  void included(const Node &location) {
    std::optional<std::string> name =
        Evaluator(from_, *text_.tree, *text_.diagnostics).text(location);
    if (!name || name->starts_with("s3://"))
      return file(location);
    std::string path = pathFrom(*from_.file(), *name);
    auto content = asl::readFile(path, source::maxBytes);
    if (!content) // `take` reports it
      return take(path, location.range);
    auto part = readTemplate(std::make_shared<const source::File>(path, *std::move(content)));
    text_.tree = std::make_shared<source::Tree>();
    text_.tree->file = part->file;
    text_.diagnostics = std::make_shared<diag::Engine>(part->file);
    if (!diag::reportFaults(*part, *text_.diagnostics) || !part->root)
      return;
    source::DefinedPlaceholders placeholders(definitions_);
    Evaluator evaluator(from_, *text_.tree, *text_.diagnostics, &placeholders);
    evaluator.readFrom(*part);
    text_.tree->root = evaluator.value(*part->root);
  }

  void take(const std::string &path, Range place) {
    auto problems = text_.diagnostics;
    bool isJson = source::notationOf(path) == source::Notation::Json;
    if (auto content =
            isJson && !remedies_.empty() ? asl::readFile(path, source::maxBytes) : asl::Failure{""})
      leaveUnknown(*content);
    text_ = readDefinitionFile(path, from_.file(), place, definitions_);
    if (problems->hasErrors())
      text_.diagnostics = problems; // of the substitutions, which are in the template
  }

  const Template &from_;
  const Member &machine_;
  MachineText text_;
  source::Definitions definitions_;
  Texts remedies_; ///< by the names of substitutions whose values are not known here
};

} // namespace

std::string pathFrom(const source::File &file, std::string_view name) {
  return (fs::path(file.name()).parent_path() / fs::path(name)).lexically_normal().string();
}

MachineText readDefinition(const Template &from, const Member &machine) {
  return DefinitionReader(from, machine).read();
}

MachineText readDefinitionFile(const std::string &path, std::shared_ptr<const source::File> from,
                               Range place, const source::Definitions &definitions) {
  MachineText text;
  std::error_code ignored;
  auto content = fs::is_directory(path, ignored)
                     ? asl::Expected<std::string>(asl::Failure{"it is a folder"})
                     : asl::readFilePrefix(path, source::maxBytes);
  if (!content) {
    text.tree = std::make_shared<source::Tree>();
    text.tree->file = from;
    text.diagnostics = std::make_shared<diag::Engine>(std::move(from));
    text.diagnostics->emit(place, diag::Kind::BadTemplate,
                           {"the definition `" + path + "` cannot be read: " + content.error()});
    return text;
  }
  auto file = std::make_shared<const source::File>(path, *std::move(content));
  text.tree =
      std::make_shared<source::Tree>(source::read(file, source::notationOf(path), definitions));
  text.diagnostics = std::make_shared<diag::Engine>(std::move(file));
  return text;
}

std::string definitionFileOf(const Template &from, const Node &properties) {
  for (std::string_view name : {"DefinitionUri", "DefinitionS3Location"}) {
    const Node *value = valueIn(&properties, name);
    if (!value)
      continue;
    source::Tree scratch;
    scratch.file = from.file();
    diag::Engine ignored(from.file());
    const Node *made = Evaluator(from, scratch, ignored).value(*value);
    if (made && made->is(Node::Kind::String) && !made->text.starts_with("s3://"))
      return pathFrom(*from.file(), made->text);
    std::string folder = fs::path(from.file()->name()).parent_path();
    std::string key(textIn(made, "Key"));
    return key.empty() ? "" : assetPath(folder, key);
  }
  return {};
}

namespace {

/// Finds the placeholders that are left in texts.
class OpenPlaceholders {
public:
  OpenPlaceholders(const MachineText &machine, std::string_view remedy, const Texts &remedies,
                   const std::set<std::string, std::less<>> *variables)
      : machine_(machine), remedy_(remedy), remedies_(remedies), variables_(variables) {
    for (const diag::Diagnostic &known : machine.diagnostics->all())
      if (size_t begin = known.message.find("${");
          known.kind == diag::Kind::UndefinedPlaceholder && begin != std::string::npos)
        reported_.insert(known.message.substr(begin + 2, known.message.find('}') - begin - 2));
  }

  void visit(const Node &node) {
    if (node.is(Node::Kind::String) && node.text.find("${") != std::string::npos)
      report(node);
    for (const Node *item : node.items)
      visit(*item);
    for (const Member &member : node.members)
      visit(*member.value);
  }

private:
  void report(const Node &node) {
    source::Tree scratch;
    strict_.substitute(decodedOf(*machine_.tree, node), scratch);
    for (const source::Fault &fault : scratch.faults) {
      if (machine_.tree->file->text(fault.range).starts_with("${!") ||
          !reported_.insert(fault.detail).second)
        continue;
      bool isRefused =
          variables_ && !variables_->contains(fault.detail.substr(0, fault.detail.find('.')));
      machine_.diagnostics->emit(fault.range, diag::Kind::UndefinedPlaceholder, {fault.detail})
          .weaken(isRefused ? diag::Severity::Error : diag::Severity::Warning)
          .hint(isRefused ? refusedVariable(fault.detail) : remedyFor(fault.detail));
    }
  }

  std::string remedyFor(const std::string &name) const {
    auto own = remedies_.find(name);
    return own != remedies_.end() ? own->second
                                  : std::string(remedy_) + "`--define " + name + "=...`";
  }

  const MachineText &machine_;
  std::string_view remedy_;
  const Texts &remedies_;
  const std::set<std::string, std::less<>> *variables_;
  source::Definitions none_;
  source::DefinedPlaceholders strict_{none_};
  std::set<std::string, std::less<>> reported_;
};

} // namespace

void reportOpenPlaceholders(const MachineText &machine, std::string_view remedy,
                            const Texts &remedies,
                            const std::set<std::string, std::less<>> *variables) {
  if (machine.tree->root)
    OpenPlaceholders(machine, remedy, remedies, variables).visit(*machine.tree->root);
}

} // namespace aslc::project
