// What is known of the data when a condition of JSONata was true, or was not.
#include "compiler/analysis/evaluate/jsonata.h"

#include <algorithm>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

namespace {

/// Of what more operands of `and` or `or` say together nothing is known.
constexpr size_t mostOperands = 256;

std::optional<Order> orderOf(const jsonata::Node &node) {
  return node.kind == NodeKind::Binary ? orderNamed(node.text) : std::nullopt;
}

Kinds kindsNamed(std::string_view type) {
  constexpr std::pair<std::string_view, Kinds> names[] = {
      {"null", Kind::Null}, {"number", Kind::Number}, {"string", Kind::Text},
      {"boolean", Boolean}, {"array", Kind::Array},   {"object", Kind::Object}};
  for (auto [name, kinds] : names)
    if (name == type)
      return kinds;
  return 0;
}

/// The elements of a constant list, or the value itself.
std::span<const Shape> itemsIn(const Shape &list) {
  if (list.isOnly(Kind::Array) && list.arrays && !list.arrays->elements.empty())
    return list.arrays->elements;
  return {&list, 1};
}

/// What a comparison with one of `limits` leaves of a value.
Shape kept(const Shape &value, Order order, const Shape &limits) {
  Shape numbers = numbersWhere(value, order, limits), texts = textsWhere(value, order, limits);
  if (order == Order::Equal) {
    Kinds others = Kinds(limits.possible() & ~(Kind::Number | Kind::Text | Kind::Missing));
    return join(join(numbers, texts), value.only(others));
  }
  if (order == Order::NotEqual) {
    Kinds untouched = Kinds(~(Kind::Number | Kind::Text));
    Shape rest = value.only(untouched);
    if (limits.isOnly(Kind::True) || limits.isOnly(Kind::False) || limits.isOnly(Kind::Null))
      rest = rest.without(limits.possible());
    if (!limits.may(Kind::Number))
      numbers = value.only(Kind::Number);
    if (!limits.may(Kind::Text))
      texts = value.only(Kind::Text);
    return join(join(numbers, texts), rest);
  }
  return join(numbers, texts);
}

} // namespace

bool isCallOf(const jsonata::Node &node, std::string_view name) {
  return node.kind == NodeKind::Call && node.procedure->kind == NodeKind::Variable &&
         node.procedure->text == name && node.items.size() == 1 && node.predicates.empty();
}

Shape notAmong(const Shape &value, const Shape &list) {
  Shape left = value.ifPresent();
  for (const Shape &item : itemsIn(list))
    if (isConstant(item) || item.isOnly(Kind::Null))
      left = kept(left, Order::NotEqual, item);
  left = join(left, value.only(Kind::Missing));
  left.isPromised = value.isPromised;
  return left;
}

Shape JsonataEvaluator::valueIn(const Scope &scope, const Node &node) const {
  return Silent(*this, scope).evaluator.evaluate(node, Shape::unknown());
}

/// Whether it was a switch before anything was assumed.
bool JsonataEvaluator::isSwitchBefore(const Node &node) const {
  return isSwitch(valueIn(before_ ? *before_ : scope_, node));
}

void JsonataEvaluator::assumeComparison(const Node &node, bool truth) {
  Order order = *orderOf(node);
  Shape left = valueIn(scope_, *node.lhs);
  Shape right = valueIn(scope_, *node.rhs);
  for (const auto &[side, value] : {std::pair(node.lhs.get(), &left), {node.rhs.get(), &right}})
    testsSwitch_ |= (side->kind == NodeKind::Path || side->kind == NodeKind::Variable) &&
                    isSwitch(*value) && isSwitchBefore(*side);
  Order actual = truth ? order : opposite(order);
  auto side = [&](const Node &value, const Shape &limits, Order wanted) {
    bool isEmptyArray = limits.isOnly(Kind::Array) && limits.length().second == 0;
    if (isEmptyArray && wanted == Order::NotEqual)
      return narrow(value, [](const Shape &shape) {
        return join(whereCount(shape, 1, Shape::unbounded), shape.only(Kind::Missing));
      });
    if (limits.may(Kind::Array | Kind::Object | Kind::Function))
      return;
    if (isCallOf(value, "count"))
      return assumeCount(*value.items.front(), wanted, limits, truth);
    if (isCallOf(value, "type")) {
      auto type = limits.constantText();
      Kinds kinds = type ? kindsNamed(*type) : Kinds(0);
      if (kinds && (wanted == Order::Equal || wanted == Order::NotEqual))
        assumeType(*value.items.front(), kinds, wanted == Order::Equal, truth);
      return;
    }
    narrow(value, [&](const Shape &shape) {
      // A comparison with what is missing is never true. One that is not true may have had
      // nothing on either side.
      if (!truth && limits.may(Kind::Missing))
        return shape;
      Shape result = kept(shape.ifPresent(), wanted, limits.without(Kind::Missing));
      if (truth)
        return result;
      result = join(result, shape.only(Kind::Missing));
      result.isPromised = shape.isPromised;
      return result;
    });
  };
  side(*node.lhs, right, actual);
  side(*node.rhs, left, mirrored(actual));
  if (truth) {
    assumePresent(*node.lhs);
    assumePresent(*node.rhs);
  }
}

/// A condition with `$type(node)` was or was not true: the type is, or is not, one of `kinds`.
void JsonataEvaluator::assumeType(const Node &node, Kinds kinds, bool isOne, bool truth) {
  narrow(node, [&](const Shape &shape) {
    Shape result = isOne ? shape.only(kinds) : shape.without(kinds);
    return truth ? result.without(Kind::Missing) : join(result, shape.only(Kind::Missing));
  });
}

/// `item in list`.
void JsonataEvaluator::assumeMembership(const Node &node, bool truth) {
  Shape left = valueIn(scope_, *node.lhs);
  Shape list = valueIn(scope_, *node.rhs);
  testsSwitch_ |= (node.lhs->kind == NodeKind::Path || node.lhs->kind == NodeKind::Variable) &&
                  isSwitch(left) && isSwitchBefore(*node.lhs);
  if (isCallOf(*node.lhs, "type")) {
    Kinds kinds = 0;
    for (const Shape &item : itemsIn(list))
      if (auto type = item.constantText())
        kinds |= kindsNamed(*type);
      else
        return;
    return assumeType(*node.lhs->items.front(), kinds, truth, truth);
  }
  if (!truth)
    return narrow(*node.lhs, [&](const Shape &shape) { return notAmong(shape, list); });
  Shape item = itemsOf(list).item;
  if (!item.may(Kind::Array | Kind::Object | Kind::Function))
    narrow(*node.lhs,
           [&](const Shape &shape) { return kept(shape.ifPresent(), Order::Equal, item); });
  assumePresent(*node.lhs);
  assumePresent(*node.rhs);
}

/// `$not(operand)` is not true: the operand is, or it is absent, and so is what `$not` gives.
void JsonataEvaluator::assumeNotDenied(const Node &operand) {
  if (!valueIn(scope_, operand).may(Kind::Missing))
    assume(operand, true);
}

void JsonataEvaluator::assumeCall(const Node &node, bool truth) {
  if (isCallOf(node, "not"))
    return truth ? assume(*node.items.front(), false) : assumeNotDenied(*node.items.front());
  if (isCallOf(node, "boolean"))
    return assume(*node.items.front(), truth);
  bool testsPresence = isCallOf(node, "exists");
  if (truth)
    assumePresent(testsPresence ? *node.items.front() : node);
  else if (testsPresence)
    narrow(*node.items.front(), [](const Shape &shape) { return shape.ifAbsent(); });
}

/// `a and b and c` that is not true, `a or b or c` that is: by one of the operands, after those
/// before it decided nothing.
void JsonataEvaluator::assumeEither(const Node &node, bool truth) {
  std::vector<const Node *> operands = operandsOf(node);
  if (operands.size() > mostOperands)
    return;
  JsonataEvaluator rest = *this;
  std::optional<Scope> found;
  for (const Node *operand : operands) {
    JsonataEvaluator decided = rest;
    decided.assume(*operand, truth);
    if (!decided.impossible_)
      found = found ? join(*found, decided.scope_) : std::move(decided.scope_);
    rest.assume(*operand, !truth);
    if (rest.impossible_)
      break;
  }
  if (found)
    scope_ = *std::move(found);
  else
    impossible_ = true;
}

void JsonataEvaluator::assume(const Node &node, bool truth) {
  if (!node.predicates.empty() || node.group)
    return;
  if (node.kind == NodeKind::Block && node.items.size() == 1)
    return assume(*node.items.front(), truth);
  if (node.kind == NodeKind::Boolean) {
    testsSwitch_ = true;
    impossible_ |= node.boolean != truth;
    return;
  }
  if (node.kind == NodeKind::Call)
    return assumeCall(node, truth);
  if (orderOf(node))
    return assumeComparison(node, truth);
  if (node.kind == NodeKind::Binary && node.text == "in")
    return assumeMembership(node, truth);
  if (node.kind == NodeKind::Binary && (node.text == "and" || node.text == "or")) {
    if ((node.text == "and") != truth)
      return assumeEither(node, truth);
    assume(*node.lhs, truth);
    assume(*node.rhs, truth);
    return;
  }
  // Taken out, so that names that are bound to each other come to an end.
  if (node.kind == NodeKind::Variable)
    if (auto bound = bound_.extract(node.text))
      assume(*bound.mapped(), truth);
  if (node.kind == NodeKind::Path || node.kind == NodeKind::Variable)
    narrow(node, [&](const Shape &shape) {
      testsSwitch_ |= isSwitch(shape);
      if (!truth)
        return shape.without(Kind::True);
      Shape value = shape.ifPresent().without(Kind::False | Kind::Null);
      value = whereCount(value, 1, Shape::unbounded); // an empty array is not true
      return join(value.without(Kind::Text | Kind::Number),
                  join(textsWhere(value, Order::NotEqual, Shape::text("")),
                       numbersWhere(value, Order::NotEqual, Shape::number(0))));
    });
}

void JsonataEvaluator::assumeExactly(const Node &node, bool truth) {
  bool isPlain = node.predicates.empty() && !node.group;
  if (isPlain && node.kind == NodeKind::Block && node.items.size() == 1)
    return assumeExactly(*node.items.front(), truth);
  if (isCallOf(node, "not") && !truth)
    return assume(*node.items.front(), true);
  assume(node, truth);
  if (node.kind == NodeKind::Path || node.kind == NodeKind::Variable)
    narrow(node, [&](const Shape &shape) { return shape.only(truth ? Kind::True : Kind::False); });
}

Outcomes evaluateCondition(const Evaluation &evaluation, const ast::Expression &condition,
                           const Scope &scope) {
  if (!condition.parsed() || condition.unresolved)
    return {scope, scope};
  Shape value = evaluateResult(evaluation, condition, scope, Boolean);
  bool bySwitch = false;
  auto outcome = [&](bool truth, bool isPossible) {
    Problems silent;
    Evaluation quiet{evaluation.tree, silent};
    JsonataEvaluator evaluator(quiet, condition, scope);
    evaluator.comparesWith(scope);
    evaluator.assumeExactly(condition.jsonata(), truth);
    bySwitch |= evaluator.testsSwitch();
    bool impossible = !isPossible || evaluator.isImpossible();
    Scope result = evaluator.takeScope();
    result.input = impossible ? Shape::nothing() : result.input.withoutDoubts();
    return result;
  };
  Outcomes outcomes{outcome(true, mayBeTrue(value)), outcome(false, mayBeFalse(value))};
  outcomes.bySwitch = bySwitch;
  return outcomes;
}

} // namespace aslc::analysis
