// Follows the task's token through templates, intrinsic calls and the branches of JSONata. Only the
// context object holds it: no input and no variable can, as they are older than the token.
#include "compiler/sema/token.h"

#include <algorithm>

namespace aslc::sema {

namespace {

Carries either(Carries a, Carries b) { return std::max(a, b); }
Carries oneOf(Carries a, Carries b) { return a == b ? a : Carries::Sometimes; }

/// Whether names, from the context object on, lead to the token or to something that holds it.
template <typename Name> Carries leads(size_t count, Name name) {
  if (count > 0 && name(0) != "Task")
    return Carries::Never;
  if (count > 1 && name(1) != "Token")
    return Carries::Never;
  return Carries::Always;
}

Carries of(const jsonpath::Path &path) {
  if (path.root != jsonpath::Root::Context)
    return Carries::Never;
  for (const jsonpath::Step &step : path.steps)
    if (const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
        !names || names->names.size() != 1)
      return Carries::Always;
  return leads(path.steps.size(), [&](size_t i) -> const std::string & {
    return std::get<jsonpath::NamesStep>(path.steps[i].kind).names[0];
  });
}

Carries of(const intrinsic::Call &call) {
  Carries result = Carries::Never;
  for (const intrinsic::Argument &argument : call.arguments) {
    if (const auto *path = std::get_if<jsonpath::Path>(&argument.value))
      result = either(result, of(*path));
    else if (const auto *inner = std::get_if<std::unique_ptr<intrinsic::Call>>(&argument.value))
      result = either(result, of(**inner));
  }
  return result;
}

class JsonataToken {
public:
  Carries of(const jsonata::Node &node) const {
    using enum jsonata::NodeKind;
    switch (node.kind) {
    case Condition:
      return oneOf(of(*node.then), node.otherwise ? of(*node.otherwise) : Carries::Never);
    case Object:
      return pairs(node.pairs);
    case Array:
      return any(node.items);
    case Variable:
      return node.text == "states" ? Carries::Always : Carries::Never;
    case Path:
      return path(node);
    case Binary:
      return node.text == "&" ? either(of(*node.lhs), of(*node.rhs)) : Carries::Never;
    case Call:
      return call(node);
    case Block:
      // With names of its own, a block may put the token anywhere.
      return node.items.size() == 1 ? of(*node.items[0]) : somewhere(node);
    case String:
    case Number:
    case Boolean:
    case Null:
      return Carries::Never;
    default:
      return somewhere(node);
    }
  }

private:
  Carries any(const std::vector<jsonata::NodePtr> &nodes) const {
    Carries result = Carries::Never;
    for (const jsonata::NodePtr &node : nodes)
      result = either(result, of(*node));
    return result;
  }

  Carries pairs(const std::vector<std::pair<jsonata::NodePtr, jsonata::NodePtr>> &pairs) const {
    Carries result = Carries::Never;
    for (const auto &[key, value] : pairs)
      result = either(result, of(*value));
    return result;
  }

  Carries path(const jsonata::Node &node) const {
    using enum jsonata::NodeKind;
    const jsonata::Node &first = *node.items[0];
    if (first.kind != Variable || first.text != "states")
      return node.items.size() == 1 ? of(first) : somewhere(node);
    if (node.items.size() > 1 && node.items[1]->kind == Name && node.items[1]->text != "context")
      return Carries::Never;
    for (size_t i = 1; i < node.items.size(); ++i)
      if (node.items[i]->kind != Name)
        return Carries::Always;
    size_t names = node.items.size() < 2 ? 0 : node.items.size() - 2;
    return leads(names, [&](size_t i) -> const std::string & { return node.items[i + 2]->text; });
  }

  Carries call(const jsonata::Node &node) const {
    const jsonata::Node &function = *node.procedure;
    constexpr std::string_view whole[] = {"merge", "string", "append", "join", "base64encode"};
    bool keeps = function.kind == jsonata::NodeKind::Variable &&
                 std::find(std::begin(whole), std::end(whole), function.text) != std::end(whole);
    return keeps ? any(node.items) : somewhere(node);
  }

  /// `Always` where the context object is read at all.
  Carries somewhere(const jsonata::Node &node) const {
    bool found = node.kind == jsonata::NodeKind::Variable && node.text == "states";
    auto visit = [&](const jsonata::NodePtr &each) {
      found |= each && somewhere(*each) == Carries::Always;
    };
    const jsonata::NodePtr *parts[] = {&node.lhs,       &node.rhs,   &node.procedure, &node.body,
                                       &node.condition, &node.then,  &node.otherwise, &node.pattern,
                                       &node.update,    &node.remove};
    for (const jsonata::NodePtr *part : parts)
      visit(*part);
    if (node.kind == jsonata::NodeKind::Path &&
        node.items[0]->kind == jsonata::NodeKind::Variable && node.items[0]->text == "states")
      return path(node);
    for (const jsonata::NodePtr &item : node.items)
      visit(item);
    for (const auto &[key, value] : node.pairs)
      visit(value);
    for (const jsonata::Stage &stage : node.predicates)
      visit(stage.expression);
    for (const jsonata::Stage &stage : node.stages)
      visit(stage.expression);
    if (node.group)
      for (const auto &[key, value] : node.group->pairs)
        visit(value);
    return found ? Carries::Always : Carries::Never;
  }
};

Carries of(const ast::Expression &expression) {
  if (!expression.parsed() || expression.unresolved)
    return Carries::Always;
  if (expression.kind == ast::Expression::Kind::Jsonata)
    return JsonataToken().of(expression.jsonata());
  if (expression.kind == ast::Expression::Kind::Intrinsic)
    return of(expression.call());
  return of(expression.path());
}

TokenUse of(const ast::Template &value) {
  if (value.expression)
    return {of(*value.expression), &value};
  TokenUse best{Carries::Never};
  auto visit = [&](const ast::Template &part) {
    TokenUse use = of(part);
    if (use.carries > best.carries)
      best = use;
  };
  for (const ast::Template::Entry &entry : value.entries)
    visit(*entry.value);
  for (const auto &item : value.items)
    visit(*item);
  return best;
}

} // namespace

TokenUse tokenIn(const ast::State &state) {
  const ast::TemplateField &request =
      state.language == ast::QueryLanguage::Jsonata ? state.arguments : state.parameters;
  if (state.inputPath && state.inputPath->value.path)
    if (const ast::Expression &path = *state.inputPath->value.path;
        !path.parsed() || path.path().root == jsonpath::Root::Context)
      return {};
  if (request && request->node->is(source::Node::Kind::String) && !request->value->expression)
    return {}; // a placeholder
  return request ? of(*request->value) : TokenUse{};
}

} // namespace aslc::sema
