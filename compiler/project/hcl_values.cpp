// Evaluating expressions.
#include "compiler/project/hcl_values.h"

#include "compiler/project/hcl_keys.h"
#include "compiler/project/hcl_nodes.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <charconv>

namespace aslc::project {

using hcl::Expression;
using source::Member;
using source::Node;

namespace {

constexpr unsigned mostDepth = 300;

/// Whether the parts of a text are bytes and names only.
bool isPlain(const Expression &text) {
  return std::all_of(text.parts.begin(), text.parts.end(), [](const hcl::Part &part) {
    return !part.value || (part.value->is(Expression::Kind::Path) && part.value->steps.size() == 1);
  });
}

/// `give ...` for a reference whose value is not known.
std::string remedyFor(const std::string &name) {
  return name.starts_with("var.") ? "give `--parameter " + name.substr(4) + "=...`"
                                  : "give `--define " + name + "=...`";
}

} // namespace

double numberOf(const Node &node) {
  double standIn = node.is(Node::Kind::String) ? 1 : 0; // of a text that stands for a number
  return asl::parseNumber<double>(scalarText(node).value_or("")).value_or(standIn);
}

bool isTrue(const Node &node) { return scalarText(node).value_or("") == "true"; }

const Node *itemIn(const Node &node, std::string_view key) {
  if (!node.is(Node::Kind::Array))
    return valueIn(&node, key);
  std::optional<size_t> index = asl::parseNumber<size_t>(key);
  return index && *index < node.items.size() ? node.items[*index] : nullptr;
}

std::vector<Member> sortedMembers(const Node &object) {
  std::vector<Member> members = object.members;
  std::sort(members.begin(), members.end(),
            [](const Member &a, const Member &b) { return a.key < b.key; });
  return members;
}

bool setMember(Node &object, Member member) {
  for (Member &old : object.members)
    if (old.key == member.key) {
      old = std::move(member);
      return true;
    }
  object.members.push_back(std::move(member));
  return false;
}

std::string plainText(const Node &node) {
  auto text = scalarText(node);
  return text ? withoutMark(*std::move(text)) : source::toJson(node);
}

std::string escapedJson(const std::string &json) {
  constexpr std::pair<std::string_view, std::string_view> escapes[] = {{"<", "\\u003c"},
                                                                       {">", "\\u003e"},
                                                                       {"&", "\\u0026"},
                                                                       {"\xE2\x80\xA8", "\\u2028"},
                                                                       {"\xE2\x80\xA9", "\\u2029"}};
  std::string all;
  for (size_t i = 0; i < json.size(); ++i) {
    auto starts = [&](const auto &each) {
      return json.compare(i, each.first.size(), each.first) == 0;
    };
    const auto *found = std::find_if(std::begin(escapes), std::end(escapes), starts);
    if (found == std::end(escapes)) {
      all += json[i];
      continue;
    }
    all += found->second;
    i += found->first.size() - 1;
  }
  return all;
}

bool needsEvaluation(const hcl::Document &text) {
  std::string_view content = text.file->text();
  return content.find("$${") != content.npos || content.find("%{") != content.npos ||
         !text.wrong.empty() || !isPlain(*text.root.find("text"));
}

void takeTemplateVariables(const Node &variables, source::Definitions &definitions) {
  for (const Member &member : variables.members)
    definitions.values[member.key] = plainText(*member.value);
}

const Node *HclEvaluator::wrong(const Placed &at, const std::string &problem) {
  diags_.emit(placeOf(at), diag::Kind::BadTemplate, {problem});
  return made("unknown", at);
}

const Node *HclEvaluator::unsupported(const Placed &at, const std::string &problem) {
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
  char digits[400]; // Terraform writes numbers without exponents: at most 309 digits, or 326 places
  Node *node = make(Node::Kind::Number, at);
  node->text.assign(
      digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr);
  return node;
}

const Node *HclEvaluator::value(Placed at) {
  std::optional<source::Range> before = fixed_;
  Placed known = followed(at);
  if (known.document->file != out_.file && !fixed_)
    fixed_ = at.document->file == out_.file ? at.expression->range : source::Range{};
  ++depth_;
  const Node *result =
      depth_ > mostDepth ? unsupported(known, "this is nested too deeply, or refers to itself")
      : module_.spend(sizeof(Node))
          ? this->known(known)
          : unsupported(known, "the expressions of this module make too much text");
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
    constexpr size_t exactDigits = 15; // of a double
    if (auto value = asl::parseNumber<double>(from.text); value && from.text.size() <= exactDigits)
      return number(*value, at);
    Node *node = make(Node::Kind::Number, at);
    node->text = from.text;
    return node;
  }
  case Expression::Kind::Text:
    return makeString(out_, text(at), placeOf(at));
  case Expression::Kind::Path:
    return path(at);
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
  case Expression::Kind::Index:
    return index(at);
  case Expression::Kind::Splat:
    return splat(at);
  case Expression::Kind::For:
    return from.text == "text" ? makeString(out_, text(at), placeOf(at)) : comprehension(at);
  }
  return nullptr;
}

Decoded HclEvaluator::text(Placed at) {
  at = followed(at);
  const Expression &from = *at.expression;
  Decoded result;
  auto addText = [&](const Expression *part) {
    Decoded more = text({at.document, part});
    result.append(more, 0, more.text.size());
  };
  if (from.is(Expression::Kind::Text)) {
    for (const hcl::Part &part : from.parts)
      append(result, part, *at.document);
  } else if (from.is(Expression::Kind::Conditional)) {
    addText(from.items[holds({at.document, from.items[0].get()}) ? 1 : 2].get());
  } else if (from.is(Expression::Kind::For) && from.text == "text") {
    forEach(at, [&] { addText(from.items.back().get()); });
  } else {
    const Node *made = value(at);
    if (made->is(Node::Kind::String))
      return decodedOf(out_, *made);
    result.appendReplacement(plainText(*made), placeOf(at));
  }
  return result;
}

/// Whether the condition of a text holds; also when it is not known here, as more texts have an
/// `if` than an `else`.
bool HclEvaluator::holds(const Placed &condition) {
  size_t unknownBefore = module_.unknownCount();
  const Node *made = value(condition);
  bool isUnknown =
      module_.unknownCount() != unknownBefore || isUnknownVariable(*condition.expression);
  return isTrue(*made) || (isUnknown && made->is(Node::Kind::String));
}

bool HclEvaluator::isUnknownVariable(const Expression &expression) const {
  return isTemplate_ && expression.is(Expression::Kind::Path) && expression.steps.size() == 1 &&
         unknownVariables_.contains(expression.steps[0]);
}

void HclEvaluator::append(Decoded &to, const hcl::Part &part, const hcl::Document &document) {
  if (!part.value) {
    if (fixed_)
      to.appendReplacement(part.literal.text, *fixed_);
    else
      to.append(part.literal, 0, part.literal.text.size());
    return;
  }
  Placed at{&document, part.value.get()};
  if (part.value->is(Expression::Kind::Conditional) || part.value->is(Expression::Kind::For)) {
    Decoded more = text(at);
    to.append(more, 0, more.text.size());
    return;
  }
  size_t unknownBefore = module_.unknownCount();
  const Node *made = value(at);
  if (std::string name = unknownIn(at, unknownBefore); !name.empty() && !isTemplate_)
    unknown_[placeOf(at).begin] = {name, remedyFor(name), false};
  if (isUnknownVariable(*part.value)) {
    const std::string &name = part.value->steps[0];
    unknown_[placeOf(at).begin] = {name, remedyFor(name), false};
  }
  to.appendReplacement(plainText(*made), placeOf(at));
}

std::string HclEvaluator::unknownIn(const Placed &at, size_t unknownBefore) const {
  if (module_.unknownCount() == unknownBefore)
    return "";
  const Expression &from = *at.expression;
  std::string name;
  if (from.is(Expression::Kind::Path) && from.steps.size() > 1)
    for (const std::string &step : from.steps)
      name += (name.empty() ? "" : ".") + step;
  for (const auto &item : from.items)
    if (item && name.empty())
      name = unknownIn({at.document, item.get()}, unknownBefore);
  return name;
}

bool HclEvaluator::hasKnownKeys(const Node &value, const Placed &at) const {
  return value.is(Node::Kind::Object) && !isOpen(value) && HclKeys(module_).areKnown(at);
}

void HclEvaluator::beginTemplate(const Node &variables, bool isComplete,
                                 std::set<std::string> unknown) {
  isTemplate_ = true;
  isComplete_ = isComplete;
  unknownVariables_ = std::move(unknown);
  scope_.clear();
  for (const Member &member : variables.members)
    scope_[member.key] = member.value;
}

/// Names of a template or of a loop are not those of the module.
Placed HclEvaluator::followed(Placed at) const {
  const std::vector<std::string> &steps = at.expression->steps;
  bool isOwn = at.expression->is(Expression::Kind::Path) && scope_.contains(steps[0]);
  return isOwn || isTemplate_ ? at : module_.follow(at);
}

/// A value that stands elsewhere; in a template, or when all is at one place, it is a copy there.
const Node *HclEvaluator::elsewhere(const Node &node, const Placed &at) {
  return isTemplate_ || fixed_ ? copyAt(node, out_, placeOf(at)) : &node;
}

const Node *HclEvaluator::unknownName(const Placed &at, const std::string &name) {
  diags_.emit(placeOf(at), diag::Kind::UndefinedPlaceholder, {name})
      .weaken(isComplete_ ? diag::Severity::Error : diag::Severity::Warning)
      .hint(isComplete_ ? refusedVariable(name) : "give `--define " + name + "=...`");
  return made("${" + name + "}", at);
}

const Node *HclEvaluator::path(const Placed &at) {
  const std::vector<std::string> &steps = at.expression->steps;
  if (auto own = scope_.find(steps[0]); own != scope_.end())
    return inside(*own->second, 1, at);
  if (isTemplate_)
    return unknownName(at, steps[0]);
  if (steps[0] == "count" && steps.size() == 2)
    return number(numberOf(*made(module_.reference(steps), at)), at);
  if (const Node *all = resource(steps, at))
    return all;
  if (const Node *found = output(steps, at))
    return found;
  // A part of a value that is computed, such as `local.arns["a"]`.
  Expression head;
  head.kind = Expression::Kind::Path;
  head.range = at.expression->range;
  head.steps.assign(steps.begin(), steps.begin() + std::min<long>(2, std::ssize(steps)));
  Placed headAt{at.document, &head};
  bool isKnown = steps.size() > 2 && module_.follow(headAt).expression != &head;
  if (isKnown)
    return inside(*value(headAt), 2, at);
  if (Placed type = module_.typeOfUnknown(steps); type.expression) {
    module_.countUnknown();
    return inside(*standIn(*type.expression, steps[1], at), 2, at);
  }
  return reference(steps, at);
}

/// An attribute of a resource, or another name of the module.
const Node *HclEvaluator::reference(const std::vector<std::string> &steps, const Placed &at) {
  std::string wrong = module_.unknownName(steps);
  if (wrong.empty())
    wrong = module_.unknownInstance(steps);
  if (wrong.empty())
    wrong = module_.unknownAttribute(steps);
  return wrong.empty() ? made(module_.reference(steps), at) : wrongName(at, wrong);
}

/// What the steps of a path from `first` on lead to in a value.
const Node *HclEvaluator::inside(const Node &value, size_t first, const Placed &at) {
  const Node *node = &value;
  const std::vector<std::string> &steps = at.expression->steps;
  for (size_t i = first; i < steps.size(); ++i) {
    const Node *next = stepInto(*node, steps[i], at);
    if (!next && node->is(Node::Kind::String)) // of something that is known when Terraform runs
      return made(steps[i].ends_with("arn") ? node->text : steps.back(), at);
    if (!next)
      return wrong(at, "there is no `" + steps[i] + "` in this value");
    node = next;
  }
  return madeOf(elsewhere(*node, at), {node});
}

/// The steps of a reference to a resource or a module; none for other expressions.
std::optional<std::vector<std::string>> HclEvaluator::stepsTo(const Placed &at) {
  const Expression &from = *at.expression;
  if (from.is(Expression::Kind::Index)) {
    auto steps = stepsTo({at.document, from.items[0].get()});
    if (steps)
      steps->push_back(plainText(*value({at.document, from.items[1].get()})));
    return steps;
  }
  bool isReference =
      from.is(Expression::Kind::Path) && !scope_.contains(from.steps[0]) &&
      (from.steps[0].starts_with("aws_") || from.steps[0] == "data" || from.steps[0] == "module");
  return isReference && !isTemplate_ ? std::optional(from.steps) : std::nullopt;
}

const Node *HclEvaluator::index(const Placed &at) {
  if (auto steps = stepsTo(at)) {
    const Node *found = resource(*steps, at);
    if (!found)
      found = output(*steps, at);
    return found ? found : reference(*steps, at);
  }
  const Node *into = value({at.document, at.expression->items[0].get()});
  const Node *key = value({at.document, at.expression->items[1].get()});
  std::string name = scalarText(*key).value_or("");
  if (const Node *found = stepInto(*into, name, at))
    return elsewhere(*found, at);
  if (into->is(Node::Kind::Object) || into->is(Node::Kind::Array))
    return wrong(at, "there is no `" + name + "` in this value");
  return made(name, at); // of something that is not known here
}

const Node *HclEvaluator::splat(const Placed &at) {
  const Expression &from = *at.expression;
  Node *all = make(Node::Kind::Array, at);
  Placed inner{at.document, from.items[0].get()};
  auto steps = stepsTo(inner);
  const Node *list = steps ? resource(*steps, inner) : value(inner);
  if (!list)
    list = output(*steps, inner);
  if (!list) { // of something that is not known here, one stands for all
    steps->insert(steps->end(), from.steps.begin(), from.steps.end());
    all->items.push_back(made(module_.reference(*steps), at));
    return all;
  }
  Nodes items = list->items;
  if (!list->is(Node::Kind::Array) && !list->is(Node::Kind::Null))
    items.push_back(list); // a value that is no list is a list of one
  for (const Node *item : items) {
    for (const std::string &step : from.steps) {
      item = stepInto(*item, step, at);
      if (!item)
        return wrong(at, "there is no `" + step + "` in this value");
    }
    all->items.push_back(elsewhere(*item, at));
  }
  return all;
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
    const Node *member = this->member(text, {at.document, items[i + 1].get()});
    if (setMember(*made, {text, placeOf(key), member}))
      diags_
          .emit(placeOf(key), diag::Kind::BadTemplate,
                {"the key `" + text + "` is given twice, and the last value counts"})
          .weaken(diag::Severity::Warning);
  }
  return made;
}

/// The value of the member `key`. Where a field of definitions needs a number, and the value may be
/// one that is not known, it is a placeholder.
const Node *HclEvaluator::member(const std::string &key, const Placed &at) {
  size_t unknownBefore = module_.unknownCount();
  const Node *made = value(at);
  const Expression &from = *module_.follow(at).expression;
  bool isText = !made->is(Node::Kind::String) || !from.is(Expression::Kind::Path) ||
                from.steps.size() < 2 || !needsNumber(key) || module_.isAlwaysText(from.steps);
  if (!isText && asl::parseNumber<double>(made->text)) // of the command line
    return number(numberOf(*made), at);
  std::string name = isText ? "" : unknownIn({at.document, &from}, unknownBefore);
  if (name.empty())
    return made;
  diags_.emit(placeOf(at), diag::Kind::UndefinedPlaceholder, {name})
      .weaken(diag::Severity::Warning)
      .hint(remedyFor(name));
  return this->made("${" + name + "}", at);
}

} // namespace aslc::project
