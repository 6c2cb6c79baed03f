// Evaluating expressions.
#include "compiler/project/hcl_values.h"

#include "compiler/project/definition.h"
#include "compiler/source/placeholder.h"
#include "runtime/support/file.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace aslc::project {

using hcl::Expression;
using source::Member;
using source::Node;

namespace {

constexpr unsigned mostDepth = 300;
constexpr size_t largestFile = 4u << 20; ///< bytes

double numberOf(const Node &node) {
  std::string text = scalarText(node).value_or("");
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

bool isTrue(const Node &node) { return scalarText(node).value_or("") == "true"; }

/// `text` with `from` replaced by `to`.
std::string replaced(std::string text, const std::string &from, const std::string &to) {
  if (from.empty())
    return text;
  for (size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::string trimmed(const std::string &text) {
  size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  size_t end = text.find_last_not_of(" \t\r\n");
  return end == text.npos ? std::string() : text.substr(begin, end + 1 - begin);
}

} // namespace

void takeTemplateVariables(const Node &variables, source::Definitions &definitions) {
  for (const Member &member : variables.members)
    definitions.values[member.key] =
        scalarText(*member.value).value_or(source::toJson(*member.value));
}

const Node *HclEvaluator::wrong(const Placed &at, const std::string &problem) {
  diags_.emit(placeOf(at), diag::Kind::BadTemplate, {problem})
      .hint("give aslc the output of `terraform show -json` instead");
  return made("unknown", at);
}

Node *HclEvaluator::make(Node::Kind kind, const Placed &at) {
  Node *node = out_.make();
  node->kind = kind;
  node->range = placeOf(at);
  return node;
}

const Node *HclEvaluator::made(std::string text, const Placed &at) {
  return makeString(out_, std::move(text), placeOf(at));
}

const Node *HclEvaluator::boolean(bool value, const Placed &at) {
  Node *node = make(Node::Kind::Boolean, at);
  node->boolean = value;
  return node;
}

const Node *HclEvaluator::number(double value, const Placed &at) {
  char digits[64];
  auto [end, error] = std::to_chars(digits, digits + sizeof digits, value);
  Node *node = make(Node::Kind::Number, at);
  node->text.assign(digits, end);
  return node;
}

const Node *HclEvaluator::value(Placed at) {
  std::optional<source::Range> before = fixed_;
  Placed known = module_.follow(at);
  if (known.document->file != out_.file && !fixed_)
    fixed_ = at.document->file == out_.file ? at.expression->range : source::Range{};
  ++depth_;
  const Node *result = depth_ > mostDepth
                           ? wrong(known, "this is nested too deeply, or refers to itself")
                       : module_.spend(sizeof(Node))
                           ? this->known(known)
                           : wrong(known, "the expressions of this module make too much text");
  module_.spend(result->text.size());
  --depth_;
  fixed_ = before;
  return result;
}

const Node *HclEvaluator::known(const Placed &at) {
  const Expression &from = *at.expression;
  switch (from.kind) {
  case Expression::Kind::Null:
    return make(Node::Kind::Null, at);
  case Expression::Kind::Boolean:
    return boolean(from.boolean, at);
  case Expression::Kind::Number: {
    Node *node = make(Node::Kind::Number, at);
    node->text = from.text;
    return node;
  }
  case Expression::Kind::Text:
    return makeString(out_, text(at), placeOf(at));
  case Expression::Kind::Path:
    return made(module_.reference(from.steps), at);
  case Expression::Kind::Call:
    return call(at);
  case Expression::Kind::List:
    return list(at);
  case Expression::Kind::Object:
    return object(at);
  case Expression::Kind::Conditional: {
    const Node *condition = value({at.document, from.items[0].get()});
    return value({at.document, from.items[isTrue(*condition) ? 1 : 2].get()});
  }
  case Expression::Kind::Operator:
    return operation(at);
  case Expression::Kind::Other:
    return wrong(at, from.text + " is not carried out here");
  }
  return nullptr;
}

Decoded HclEvaluator::text(Placed at) {
  at = module_.follow(at);
  Decoded result;
  if (!at.expression->is(Expression::Kind::Text)) {
    const Node *made = value(at);
    if (made->is(Node::Kind::String))
      return decodedOf(out_, *made);
    result.appendReplacement(scalarText(*made).value_or(source::toJson(*made)), placeOf(at));
    return result;
  }
  for (const hcl::Part &part : at.expression->parts) {
    if (part.value) {
      const Node *made = value({at.document, part.value.get()});
      result.appendReplacement(scalarText(*made).value_or(source::toJson(*made)),
                               placeOf({at.document, part.value.get()}));
    } else if (fixed_) {
      result.appendReplacement(part.literal.text, *fixed_);
    } else {
      result.append(part.literal, 0, part.literal.text.size());
    }
  }
  return result;
}

const Node *HclEvaluator::list(const Placed &at) {
  Node *made = make(Node::Kind::Array, at);
  for (const auto &item : at.expression->items)
    made->items.push_back(value({at.document, item.get()}));
  return made;
}

const Node *HclEvaluator::object(const Placed &at) {
  Node *made = make(Node::Kind::Object, at);
  const auto &items = at.expression->items;
  for (size_t i = 0; i + 1 < items.size(); i += 2) {
    Placed key{at.document, items[i].get()};
    const Node *name = value(key);
    std::string text = scalarText(*name).value_or("");
    if (made->find(text)) {
      wrong(key, "the key `" + text + "` is given twice");
      continue;
    }
    made->members.push_back(
        {std::move(text), placeOf(key), value({at.document, items[i + 1].get()})});
  }
  return made;
}

const Node *HclEvaluator::operation(const Placed &at) {
  const Expression &from = *at.expression;
  const Node *left = value({at.document, from.items[0].get()});
  const std::string &name = from.text;
  if (from.items.size() == 1)
    return name == "!" ? boolean(!isTrue(*left), at) : number(-numberOf(*left), at);
  const Node *right = value({at.document, from.items[1].get()});
  auto same = [&] { return source::toJson(*left) == source::toJson(*right); };
  double a = numberOf(*left), b = numberOf(*right);
  if (name == "==" || name == "!=")
    return boolean(same() == (name == "=="), at);
  if (name == "&&")
    return boolean(isTrue(*left) && isTrue(*right), at);
  if (name == "||")
    return boolean(isTrue(*left) || isTrue(*right), at);
  if (name == "<" || name == ">")
    return boolean(name == "<" ? a < b : a > b, at);
  if (name == "<=" || name == ">=")
    return boolean(name == "<=" ? a <= b : a >= b, at);
  if (name == "+" || name == "-" || name == "*")
    return number(name == "+" ? a + b : name == "-" ? a - b : a * b, at);
  if (name == "/" && b != 0)
    return number(a / b, at);
  return wrong(at, "the operator `" + name + "` is not carried out here");
}

const Node *HclEvaluator::call(const Placed &at) {
  std::string_view function = at.expression->text;
  Nodes arguments;
  for (const auto &item : at.expression->items)
    arguments.push_back(value({at.document, item.get()}));
  auto oneOf = [&](auto... names) { return ((function == names) || ...); };
  if (!arguments.empty()) {
    if (function == "jsonencode")
      return made(source::toJson(*arguments[0]), at);
    if (oneOf("jsondecode", "yamldecode"))
      return decoded(scalarText(*arguments[0]).value_or(""),
                     function == "jsondecode" ? source::Notation::Json : source::Notation::Yaml,
                     at);
    if (oneOf("file", "templatefile"))
      return file(function, arguments, at);
    if (oneOf("merge", "concat", "length", "lookup", "element"))
      return ofContainers(function, arguments, at);
    if (oneOf("tonumber", "tobool", "tolist", "tomap", "toset", "try", "coalesce", "sensitive",
              "nonsensitive"))
      return arguments[0];
  }
  std::vector<std::string> texts;
  for (const Node *argument : arguments) {
    if (argument->is(Node::Kind::Array))
      for (const Node *item : argument->items)
        texts.push_back(scalarText(*item).value_or(source::toJson(*item)));
    else
      texts.push_back(scalarText(*argument).value_or(source::toJson(*argument)));
  }
  return ofTexts(function, texts, at);
}

const Node *HclEvaluator::ofTexts(std::string_view function, const std::vector<std::string> &texts,
                                  const Placed &at) {
  auto changed = [&](int (*change)(int)) {
    std::string text = texts[0];
    std::transform(text.begin(), text.end(), text.begin(),
                   [&](unsigned char c) { return static_cast<char>(change(c)); });
    return made(std::move(text), at);
  };
  if (!texts.empty()) {
    if (function == "lower")
      return changed(std::tolower);
    if (function == "upper")
      return changed(std::toupper);
    if (function == "trimspace" || function == "chomp")
      return made(trimmed(texts[0]), at);
    if (function == "tostring" || function == "abspath" || function == "pathexpand")
      return made(texts[0], at);
    if (function == "replace" && texts.size() == 3)
      return made(replaced(texts[0], texts[1], texts[2]), at);
    if (function == "join") {
      std::string all;
      for (size_t i = 1; i < texts.size(); ++i)
        all += (i > 1 ? texts[0] : "") + texts[i];
      return made(std::move(all), at);
    }
    if (function == "format") {
      std::string all = texts[0];
      for (size_t i = 1; i < texts.size(); ++i) {
        size_t mark = std::min(all.find("%s"), all.find("%d"));
        if (mark != all.npos)
          all.replace(mark, 2, texts[i]);
      }
      return made(std::move(all), at);
    }
  }
  return wrong(at, "the function `" + std::string(function) + "` is not carried out here");
}

const Node *HclEvaluator::ofContainers(std::string_view function, const Nodes &arguments,
                                       const Placed &at) {
  const Node &first = *arguments[0];
  if (function == "length")
    return number(static_cast<double>(first.items.size() + first.members.size() +
                                      (first.is(Node::Kind::String) ? first.text.size() : 0)),
                  at);
  if (function == "lookup" && arguments.size() >= 2) {
    const Node *found = valueIn(&first, scalarText(*arguments[1]).value_or(""));
    if (found || arguments.size() > 2)
      return found ? found : arguments[2];
    return wrong(at, "there is no such key");
  }
  if (function == "element" && arguments.size() == 2 && !first.items.empty())
    return first
        .items[static_cast<size_t>(std::max(0.0, numberOf(*arguments[1]))) % first.items.size()];
  Node *all = make(function == "merge" ? Node::Kind::Object : Node::Kind::Array, at);
  for (const Node *each : arguments) {
    all->items.insert(all->items.end(), each->items.begin(), each->items.end());
    for (const Member &member : each->members) {
      std::erase_if(all->members, [&](const Member &old) { return old.key == member.key; });
      all->members.push_back(member);
    }
  }
  return all;
}

const Node *HclEvaluator::file(std::string_view function, const Nodes &arguments,
                               const Placed &at) {
  std::string path = pathFrom(*at.document->file, scalarText(*arguments[0]).value_or(""));
  auto content = asl::readFile(path, largestFile);
  if (!content)
    return wrong(at, "the file `" + path + "` cannot be read: " + content.error());
  if (function == "file" || arguments.size() < 2)
    return made(*std::move(content), at);
  source::Definitions definitions;
  definitions.allowUndefined = true;
  takeTemplateVariables(*arguments[1], definitions);
  Decoded text;
  text.appendReplacement(*content, placeOf(at));
  return makeString(out_,
                    source::DefinedPlaceholders(definitions).substitute(std::move(text), out_),
                    placeOf(at));
}

const Node *HclEvaluator::decoded(const std::string &text, source::Notation notation,
                                  const Placed &at) {
  auto tree = readTemplate(std::make_shared<const source::File>(out_.file->name(), text), notation);
  if (!tree->root || !tree->faults.empty())
    return wrong(at, "this is not " +
                         std::string(notation == source::Notation::Yaml ? "YAML" : "JSON") +
                         (tree->faults.empty() ? "" : ": " + tree->faults[0].message()));
  return copyAt(*tree->root, out_, placeOf(at));
}

} // namespace aslc::project
