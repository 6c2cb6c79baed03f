// Evaluates the few kinds of expressions that give known numbers.
#include "compiler/analysis/flow/constants.h"

#include "compiler/analysis/shape/literal.h"
#include "compiler/ast/walk.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis::flow {

namespace {

/// Variables are followed through this many assignments.
constexpr unsigned deepest = 4;

std::optional<Bounds> exactly(double value) { return Bounds{value, value}; }

std::optional<Bounds> numberOf(const source::Node &node) {
  if (!node.is(source::Node::Kind::Number))
    return std::nullopt;
  return exactly(analysis::numberOf(node));
}

/// A binary operation of bounds that grows or falls with each operand.
template <typename Operation>
std::optional<Bounds> combine(const Bounds &a, const Bounds &b, Operation operation) {
  double corners[] = {operation(a.least, b.least), operation(a.least, b.most),
                      operation(a.most, b.least), operation(a.most, b.most)};
  auto [least, most] = std::minmax_element(std::begin(corners), std::end(corners));
  return Bounds{*least, *most};
}

} // namespace

std::optional<Bounds> Constants::of(const ast::Quantity &quantity) const {
  return quantity.expression ? of(*quantity.expression) : exactly(quantity.constant);
}

std::optional<Bounds> Constants::of(const ast::Optional<ast::Quantity> &quantity) const {
  return quantity ? of(quantity->value) : std::nullopt;
}

std::optional<Bounds> Constants::of(const ast::Expression &expression) const {
  return of(expression, 0);
}

std::optional<Bounds> Constants::of(const ast::Template &value, unsigned depth) const {
  if (value.expression)
    return of(*value.expression, depth);
  if (value.kind == ast::Template::Kind::Literal)
    return numberOf(*value.node);
  return std::nullopt;
}

std::optional<Bounds> Constants::of(const ast::Expression &expression, unsigned depth) const {
  if (!expression.parsed() || expression.unresolved)
    return std::nullopt;
  if (expression.kind == ast::Expression::Kind::Jsonata)
    return of(expression.jsonata(), depth);
  if (expression.kind == ast::Expression::Kind::Intrinsic)
    return of(expression.call(), depth);
  const jsonpath::Path &path = expression.path();
  if (path.root == jsonpath::Root::Variable && path.steps.empty())
    return ofVariable(path.variable, depth);
  return std::nullopt;
}

std::optional<Bounds> Constants::of(const jsonata::Node &node, unsigned depth) const {
  using enum jsonata::NodeKind;
  if (!node.predicates.empty() || node.group)
    return std::nullopt;
  switch (node.kind) {
  case Number:
    return exactly(node.number);
  case Negate:
    if (auto value = of(*node.lhs, depth))
      return Bounds{-value->most, -value->least};
    return std::nullopt;
  case Block:
  case Path:
    return node.items.size() == 1 ? of(*node.items[0], depth) : std::nullopt;
  case Variable:
    return node.text.empty() || node.text == "$" ? std::nullopt : ofVariable(node.text, depth);
  case Binary:
    return binary(node, depth);
  case Condition: {
    auto then = of(*node.then, depth);
    auto otherwise = node.otherwise ? of(*node.otherwise, depth) : std::nullopt;
    if (!then || !otherwise)
      return std::nullopt;
    return Bounds{std::min(then->least, otherwise->least), std::max(then->most, otherwise->most)};
  }
  default:
    return std::nullopt;
  }
}

std::optional<Bounds> Constants::binary(const jsonata::Node &node, unsigned depth) const {
  if (node.text != "+" && node.text != "-" && node.text != "*" && node.text != "/")
    return std::nullopt;
  auto a = of(*node.lhs, depth), b = of(*node.rhs, depth);
  if (!a || !b)
    return std::nullopt;
  if (node.text == "+")
    return combine(*a, *b, [](double x, double y) { return x + y; });
  if (node.text == "-")
    return combine(*a, *b, [](double x, double y) { return x - y; });
  if (node.text == "*")
    return combine(*a, *b, [](double x, double y) { return x * y; });
  if (b->least <= 0 && b->most >= 0)
    return std::nullopt;
  return combine(*a, *b, [](double x, double y) { return x / y; });
}

std::optional<Bounds> Constants::of(const intrinsic::Call &call, unsigned depth) const {
  if (call.function != intrinsic::Function::MathAdd)
    return std::nullopt;
  Bounds sum;
  for (const intrinsic::Argument &argument : call.arguments) {
    std::optional<Bounds> value;
    if (const auto *number = std::get_if<double>(&argument.value))
      value = exactly(*number);
    else if (const auto *path = std::get_if<jsonpath::Path>(&argument.value);
             path && path->root == jsonpath::Root::Variable && path->steps.empty())
      value = ofVariable(path->variable, depth);
    if (!value)
      return std::nullopt;
    sum = {sum.least + value->least, sum.most + value->most};
  }
  return sum;
}

std::optional<Bounds> Constants::ofVariable(std::string_view name, unsigned depth) const {
  if (depth == deepest)
    return std::nullopt;
  std::optional<Bounds> all;
  bool known = true;
  auto join = [&](std::optional<Bounds> one) {
    known &= one.has_value();
    if (one)
      all = all ? Bounds{std::min(all->least, one->least), std::max(all->most, one->most)} : *one;
  };
  ast::forEachMachine(root_, [&](const ast::Machine &machine) {
    for (const ast::State &state : machine.states)
      ast::forEachAssign(state, [&](const auto &assign) {
        const ast::Template &whole = *assign.value;
        if (whole.kind == ast::Template::Kind::Literal)
          if (const source::Member *member = whole.node->find(name))
            join(numberOf(*member->value));
        for (const ast::Template::Entry &entry : whole.entries)
          if (entry.key == name)
            join(of(*entry.value, depth + 1));
      });
  });
  return known ? all : std::nullopt;
}

std::optional<size_t> Constants::lengthOf(const ast::Template &value) const {
  if (value.kind == ast::Template::Kind::Array)
    return value.items.size();
  if (value.kind == ast::Template::Kind::Literal && value.node->is(source::Node::Kind::Array))
    return value.node->items.size();
  if (!value.expression || !value.expression->parsed() ||
      value.expression->kind != ast::Expression::Kind::Jsonata)
    return std::nullopt;
  const jsonata::Node &array = value.expression->jsonata();
  if (array.kind != jsonata::NodeKind::Array || !array.predicates.empty() || array.group)
    return std::nullopt;
  size_t length = 0;
  for (const jsonata::NodePtr &item : array.items) {
    using enum jsonata::NodeKind;
    if (item->kind == Number || item->kind == String || item->kind == Object) {
      ++length;
    } else if (item->kind == Binary && item->text == "..") {
      auto from = of(*item->lhs, 0), to = of(*item->rhs, 0);
      if (!from || !to)
        return std::nullopt;
      length += static_cast<size_t>(std::clamp(to->least - from->most + 1, 0.0, 1e7));
    } else {
      return std::nullopt;
    }
  }
  return length;
}

} // namespace aslc::analysis::flow
