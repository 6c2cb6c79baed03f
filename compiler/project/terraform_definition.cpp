// The definition of a machine of a module: a file, a template, or a value in the language itself.
#include "compiler/project/terraform_definition.h"

#include "compiler/project/definition.h"
#include "compiler/project/hcl_nodes.h"
#include "compiler/project/hcl_values.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/file.h"

#include <filesystem>
#include <set>

namespace aslc::project {

using hcl::Block;
using hcl::Document;
using hcl::Expression;
using source::Node;

namespace {

namespace fs = std::filesystem;

constexpr size_t largestFile = 4u << 20; ///< bytes

class DefinitionReader {
public:
  DefinitionReader(const Module &module, Placed at) : module_(module) { begin(at); }

  MachineText read(Placed at) {
    at = module_.follow(at);
    begin(at);
    const Expression &from = *at.expression;
    if (from.is(Expression::Kind::Conditional))
      return read(chosen(at));
    if (from.isCall("jsonencode"))
      encoded({at.document, from.items[0].get()});
    else if (from.isCall("file") || from.isCall("templatefile"))
      file(at, from.items.size() > 1 ? from.items[1].get() : nullptr);
    else if (from.is(Expression::Kind::Path) && from.steps.size() >= 4 && from.steps[0] == "data" &&
             from.steps[1] == "template_file")
      rendered(at);
    else
      text(at);
    if (isTemplate_ && !module_.given().definitions.allowUndefined)
      reportOpenPlaceholders(text_, "give ", {}, names_ ? &*names_ : nullptr);
    return text_;
  }

private:
  void begin(Placed at) {
    text_.tree = std::make_shared<source::Tree>();
    text_.tree->file = at.document->file;
    text_.diagnostics = std::make_shared<diag::Engine>(at.document->file);
  }
  HclEvaluator evaluator() const { return HclEvaluator(module_, *text_.tree, *text_.diagnostics); }
  source::Definitions definitions() const {
    source::Definitions own = module_.given().definitions;
    own.allowUndefined = true;
    return own;
  }

  /// The branch that counts.
  Placed chosen(Placed at) {
    const Node *condition = evaluator().value({at.document, at.expression->items[0].get()});
    return {at.document, at.expression->items[isTrue(*condition) ? 1 : 2].get()};
  }

  /// `jsonencode(...)` of a value here, or of another text that is decoded.
  void encoded(Placed at) {
    at = module_.follow(at);
    if (at.expression->isCall("yamldecode") || at.expression->isCall("jsondecode")) {
      read({at.document, at.expression->items[0].get()});
      return;
    }
    begin(at);
    HclEvaluator evaluator = this->evaluator();
    const Node *made = evaluator.expanded(*evaluator.value(at), at);
    if (text_.diagnostics->hasErrors())
      return;
    if (made->is(Node::Kind::Object))
      text_.tree->root = made;
    else
      text_.diagnostics->emit(made->range, diag::Kind::WrongType,
                              {"definition", asl::document::kindName(made->kind), "an object"});
  }

  /// `file(path)` or `templatefile(path, variables)`.
  void file(Placed at, const Expression *variables) {
    const Expression &written = *at.expression->items[0];
    size_t unknownBefore = module_.unknownCount();
    std::optional<std::string> name = module_.text({at.document, &written});
    std::error_code ignored;
    bool isKnown = name && (module_.unknownCount() == unknownBefore ||
                            fs::exists(pathFrom(*at.document->file, *name), ignored));
    if (!name)
      evaluator().value({at.document, &written}); // reports what is wrong with it
    if (text_.diagnostics->hasErrors())
      return;
    if (!isKnown) {
      text_.diagnostics
          ->emit(written.range, diag::Kind::BadTemplate,
                 {"the name of the file is not known here, because a part of it has no value"})
          .weaken(diag::Severity::Warning)
          .hint("give the value with `--parameter` or `--define`");
      return;
    }
    isTemplate_ = true;
    source::Definitions values = definitions();
    if (variables)
      take({at.document, variables}, values);
    if (text_.diagnostics->hasErrors()) // of the variables
      return;
    std::string path = pathFrom(*at.document->file, *name);
    auto content = variables ? asl::readFile(path, largestFile) : asl::Failure{""};
    if (content) {
      hcl::Document text = hcl::readText(std::make_shared<source::File>(path, *content));
      if (needsEvaluation(text))
        return evaluated(text, {at.document, variables}, path);
    }
    if (variables && content)
      leaveUnknown({at.document, variables}, *content, values);
    text_ = readDefinitionFile(path, at.document->file, at.expression->range, values);
  }

  /// Takes from `values` those variables of a template that are not known here and stand in it as
  /// whole values of JSON: they stay placeholders.
  void leaveUnknown(Placed variables, const std::string &content, source::Definitions &values) {
    for (const std::string &name : unknownOf(variables))
      if (isWholeValue(content, name))
        values.values.erase(name);
  }

  /// The variables of a template that are not known here.
  std::set<std::string> unknownOf(Placed variables) {
    std::set<std::string> names;
    Placed at = module_.follow(variables);
    const auto &items = at.expression->items;
    for (size_t i = 0; at.expression->is(Expression::Kind::Object) && i + 1 < items.size();
         i += 2) {
      std::string name = module_.text({at.document, items[i].get()}).value_or("");
      size_t unknownBefore = module_.unknownCount();
      auto text = module_.text({at.document, items[i + 1].get()});
      bool isUnknown = text && module_.unknownCount() != unknownBefore && !isLikeJson(*text);
      if (isUnknown && !module_.given().definitions.values.contains(name))
        names.insert(name);
    }
    return names;
  }

  /// A template with loops, conditions or expressions.
  void evaluated(const hcl::Document &template_, Placed variables, const std::string &path) {
    begin({&template_, nullptr});
    if (!template_.wrong.empty()) {
      text_.diagnostics->emit(template_.wrongAt, diag::Kind::BadTemplate, {template_.wrong});
      return;
    }
    isTemplate_ = false; // what looks like a placeholder now is a text
    HclEvaluator evaluator = this->evaluator();
    Node *names = text_.tree->make();
    names->kind = Node::Kind::Object;
    for (const auto &[name, value] : module_.given().definitions.values)
      names->members.push_back({name, {}, makeString(*text_.tree, value, {})});
    for (const source::Member &member : evaluator.value(variables)->members)
      if (!names->find(member.key))
        names->members.push_back(member);
    evaluator.beginTemplate(*names, names_.has_value(), unknownOf(variables));
    const Expression &text = *template_.root.find("text");
    Decoded made = evaluator.text({&template_, &text});
    // In YAML texts stand without quotes, so that a placeholder looks like a text.
    if (source::notationOf(path) == source::Notation::Json)
      made = withPlaceholders(made, evaluator.unknownParts(), *text_.diagnostics);
    if (!text_.diagnostics->hasErrors())
      readInside(*text_.tree, made, text.range, nullptr, source::notationOf(path));
  }

  void take(Placed variables, source::Definitions &values) {
    source::Definitions own;
    HclEvaluator evaluator = this->evaluator();
    const Node &made = *evaluator.value(variables);
    takeTemplateVariables(made, own);
    values.values.merge(own.values); // `--define` comes first
    if (!evaluator.hasKnownKeys(made, variables) || module_.given().definitions.allowUndefined)
      return;
    names_.emplace();
    for (const source::Member &member : made.members)
      names_->insert(member.key);
  }

  /// `data.template_file.NAME.rendered`.
  void rendered(Placed at) {
    const Document *document = nullptr;
    const Block *block = module_.block("data", "template_file", at.expression->steps[2], &document);
    const Expression *written = block ? block->find("template") : nullptr;
    if (!written) {
      text_.diagnostics->emit(at.expression->range, diag::Kind::BadTemplate,
                              {"there is no `template_file` of this name with a `template`"});
      return;
    }
    Placed from = module_.follow({document, written});
    begin(from);
    if (from.expression->isCall("file"))
      file(from, block->find("vars"));
    else
      text(from, block->find("vars"));
  }

  void text(Placed at, const Expression *variables = nullptr) {
    HclEvaluator evaluator = this->evaluator();
    size_t unknownBefore = module_.unknownCount();
    Decoded made = evaluator.text(at);
    bool isUnknown = module_.unknownCount() != unknownBefore;
    made = withPlaceholders(made, evaluator.unknownParts(), *text_.diagnostics);
    if (text_.diagnostics->hasErrors())
      return;
    size_t first = made.text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos) {
      text_.diagnostics
          ->emit(at.expression->range, diag::Kind::BadTemplate, {"the definition is empty"})
          .hint("give the variable that it comes from a value with `--parameter`");
      return;
    }
    if (!at.expression->is(Expression::Kind::Text) && made.text[first] != '{') {
      text_.diagnostics
          ->emit(at.expression->range, diag::Kind::BadTemplate,
                 {"the definition is not written in this module"})
          .weaken(isUnknown ? diag::Severity::Warning : diag::Severity::Error)
          .hint("give aslc the output of `terraform show -json`, or the file of the definition");
      return;
    }
    if (!variables) // what looks like a placeholder now is a text
      return readInside(*text_.tree, made, at.expression->range, nullptr);
    isTemplate_ = true;
    source::Definitions values = definitions();
    take({at.document, variables}, values);
    source::DefinedPlaceholders placeholders(values);
    readInside(*text_.tree, made, at.expression->range, &placeholders);
  }

  const Module &module_;
  MachineText text_;
  bool isTemplate_ = false; ///< the definition is a text with placeholders
  /// The names of the template's variables, where all of them are known and no other may be read.
  std::optional<std::set<std::string, std::less<>>> names_;
};

} // namespace

MachineText readTerraformDefinition(const Module &module, Placed at) {
  return DefinitionReader(module, at).read(at);
}

} // namespace aslc::project
