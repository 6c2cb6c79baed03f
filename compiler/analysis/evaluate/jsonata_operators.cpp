// The operators of JSONata on shapes.
#include "compiler/analysis/evaluate/jsonata.h"

#include "compiler/analysis/evaluate/text.h"
#include "runtime/expr/jsonata/eval/operators.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis {

namespace {

/// `shape`, and nothing where one of `operands` is.
Shape orMissing(Shape shape, std::initializer_list<const Shape *> operands) {
  for (const Shape *operand : operands) {
    if (operand->isOnly(Kind::Missing))
      return *operand;
    if (operand->known & Kind::Missing)
      shape.known |= Kind::Missing;
    else if (operand->open & Kind::Missing)
      shape.open |= Kind::Missing;
  }
  return shape;
}

Shape truth(bool mayHold, bool mayNot) {
  return Shape::of(Kinds((mayHold ? Kind::True : 0) | (mayNot ? Kind::False : 0)));
}

/// The kinds that both values may have; true and false are of one kind.
Kinds commonKinds(const Shape &left, const Shape &right) {
  auto whole = [](Kinds kinds) { return kinds & Boolean ? Kinds(kinds | Boolean) : kinds; };
  return whole(left.possible()) & whole(right.possible()) & Kinds(~Kind::Missing);
}

Shape constantArithmetic(std::string_view op, double left, double right) {
  double result = op == "*" ? left * right : op == "/" ? left / right : std::fmod(left, right);
  return std::isfinite(result) ? Shape::number(result) : Shape::of(Kind::Number);
}

} // namespace

std::optional<Order> orderNamed(std::string_view op) {
  constexpr std::pair<std::string_view, Order> orders[] = {
      {"=", Order::Equal},        {"!=", Order::NotEqual}, {"<", Order::Less},
      {"<=", Order::LessOrEqual}, {">", Order::Greater},   {">=", Order::GreaterOrEqual}};
  for (auto [name, order] : orders)
    if (name == op)
      return order;
  return std::nullopt;
}

Kinds unexpected(const Shape &value, Kinds expected) {
  bool isSome = !value.isSequence && (value.known & expected);
  return isSome ? Kinds(value.known & Json & ~expected) : Kinds(0);
}

Shape JsonataEvaluator::binary(const Node &node, const Shape &item) {
  std::string_view op = node.text;
  if (op == "and" || op == "or")
    return connected(node, item);
  Shape left = evaluate(*node.lhs, item);
  Shape right = evaluate(*node.rhs, item);
  if (op == "=" || op == "!=")
    return equality(node, left, right);
  if (op == "<" || op == "<=" || op == ">" || op == ">=")
    return ordering(node, left, right);
  if (op == "&")
    return concatenation(node, left, right);
  if (op == "in")
    return membership(node, left, right);
  if (op == "..")
    return rangeOf(node, left, right);
  return arithmetic(node, left, right);
}

std::vector<const jsonata::Node *> operandsOf(const jsonata::Node &node) {
  std::vector<const jsonata::Node *> operands;
  const jsonata::Node *at = &node;
  do {
    operands.push_back(at->rhs.get());
    at = at->lhs.get();
  } while (at->kind == jsonata::NodeKind::Binary && at->text == node.text &&
           at->predicates.empty() && !at->group && !at->keepArray);
  operands.push_back(at);
  std::reverse(operands.begin(), operands.end());
  return operands;
}

/// Operands of `and` and `or`. Each sees what those before it let through.
Shape JsonataEvaluator::connected(const Node &node, const Shape &item) {
  bool isAnd = node.text == "and";
  std::vector<const Node *> operands = operandsOf(node);
  Shape all = evaluate(*operands[0], item);
  JsonataEvaluator inner = *this;
  for (size_t i = 1; i < operands.size(); ++i) {
    Problems::Conditional later(evaluation_.problems, isAnd ? mayBeFalse(all) : mayBeTrue(all));
    inner.assume(*operands[i - 1], isAnd);
    inner.forgetDoubts();
    Shape next = inner.isImpossible() ? Shape::unknown()
                                      : inner.evaluate(*operands[i], item.withoutDoubts());
    all = isAnd ? truth(mayBeTrue(all) && mayBeTrue(next), mayBeFalse(all) || mayBeFalse(next))
                : truth(mayBeTrue(all) || mayBeTrue(next), mayBeFalse(all) && mayBeFalse(next));
  }
  return all;
}

Shape JsonataEvaluator::equality(const Node &node, const Shape &left, const Shape &right) {
  // With a side that is missing both `=` and `!=` give false.
  bool mayLack = left.may(Kind::Missing) || right.may(Kind::Missing);
  Kinds both = commonKinds(left, right);
  bool mayEqual = both != 0 && mayBeEqual(left, right);
  bool mayDiffer = left.may(Kinds(~Kind::Missing)) && right.may(Kinds(~Kind::Missing)) &&
                   !(left.constantText() && left.constantText() == right.constantText()) &&
                   !(left.constantNumber() && left.constantNumber() == right.constantNumber());
  // With a side that may be absent `!=` tests whether it is there.
  bool tests = node.text == "!=" && (left.mayBeAbsent() || right.mayBeAbsent());
  if (mayEqual || tests)
    refute(node, diag::Kind::NeverEqual);
  else if (both == 0 && left.may(Json) && right.may(Json))
    report(node, diag::Kind::NeverEqual,
           "this compares " + describe(left.without(Kind::Missing)) + " with " +
               describe(right.without(Kind::Missing)) + ", which are never equal");
  return node.text == "=" ? truth(mayEqual, mayDiffer || mayLack)
                          : truth(mayDiffer, mayEqual || mayLack);
}

Shape JsonataEvaluator::ordering(const Node &node, const Shape &left, const Shape &right) {
  Shape l = left.without(Kind::Missing), r = right.without(Kind::Missing);
  bool numbers = l.may(Kind::Number) && r.may(Kind::Number);
  bool texts = l.may(Kind::Text) && r.may(Kind::Text);
  if (!l.isNothing() && !r.isNothing() && !numbers && !texts) {
    report(node, diag::Kind::ValueType,
           "`" + node.text + "` compares two numbers or two texts, but here it has " + describe(l) +
               " and " + describe(r),
           !left.may(Kind::Missing) && !right.may(Kind::Missing));
    return orMissing(Shape::of(Boolean), {&left, &right});
  }
  for (const auto &[one, other] : {std::pair(&l, &r), {&r, &l}})
    if (Kinds odd = unexpected(*one, other->possible());
        odd & ~Kind::Array && (other->isOnly(Kind::Number) || other->isOnly(Kind::Text)))
      report(node, diag::Kind::ValueType,
             "`" + node.text + "` compares two numbers or two texts, but here it may have " +
                 describeKinds(odd) + " and " + describe(*other),
             false);
  Shape result = Shape::of(Boolean);
  if (numbers && !texts) {
    Order order = *orderNamed(node.text);
    result = truth(!numbersWhere(l, order, r).isNothing(),
                   !numbersWhere(l, opposite(order), r).isNothing());
  }
  return orMissing(result, {&left, &right});
}

Shape JsonataEvaluator::arithmetic(const Node &node, const Shape &left, const Shape &right) {
  for (const auto &[side, value] : {std::pair(node.lhs.get(), &left), {node.rhs.get(), &right}}) {
    Shape given = value->without(Kind::Missing);
    Kinds odd = unexpected(given, Kind::Number);
    std::string_view place = side == node.lhs.get() ? "left" : "right";
    if (!given.isNothing() && !given.may(Kind::Number))
      report(node, diag::Kind::ValueType,
             "`" + node.text + "` takes numbers, but its " + std::string(place) + " side is " +
                 describe(given),
             !value->may(Kind::Missing));
    else if (odd & ~Kind::Array)
      report(node, diag::Kind::ValueType,
             "`" + node.text + "` takes numbers, but its " + std::string(place) + " side may be " +
                 describeKinds(odd),
             false);
  }
  Shape result = Shape::of(Kind::Number);
  if (left.numbers && right.numbers) {
    const NumberFacts &a = *left.numbers, &b = *right.numbers;
    if (node.text == "+")
      result = Shape::number(a.low + b.low, a.high + b.high);
    else if (node.text == "-")
      result = Shape::number(a.low - b.high, a.high - b.low);
    else if (a.isConstant() && b.isConstant())
      result = constantArithmetic(node.text, a.low, b.low);
  }
  return orMissing(result, {&left, &right});
}

Shape JsonataEvaluator::concatenation(const Node &node, const Shape &left, const Shape &right) {
  JoinedText text;
  for (const auto &[side, value] : {std::pair(node.lhs.get(), &left), {node.rhs.get(), &right}}) {
    if (value->isOnly(Kind::Object | Kind::Array) && value->known)
      report(*side, diag::Kind::TextOfObject,
             "`&` writes the JSON text of this value, which is " + describe(*value));
    if (value->isOnly(Kind::Missing)) {
      if (value->known && side->kind == jsonata::NodeKind::Path && evaluation_.problems.isActive())
        evaluation_.problems.add({.kind = diag::Kind::UndefinedResult,
                                  .range = rangeOfNode(*side),
                                  .message = "this part of the text gives nothing",
                                  .isOdd = true});
      continue;
    }
    text.append(value->may(Kind::Missing) ? Shape::of(Kind::Text) : *value);
  }
  return text.shape();
}

Shape JsonataEvaluator::negative(const Node &node, const Shape &item) {
  Shape value = evaluate(*node.lhs, item);
  if (auto number = value.constantNumber())
    return Shape::number(-*number);
  Shape given = value.without(Kind::Missing);
  if (!given.isNothing() && !given.may(Kind::Number))
    report(node, diag::Kind::ValueType, "`-` takes a number, but here it has " + describe(given),
           !value.may(Kind::Missing));
  return orMissing(Shape::of(Kind::Number), {&value});
}

/// `in`: whether one of the items on the right is equal to the left side.
Shape JsonataEvaluator::membership(const Node &node, const Shape &left, const Shape &right) {
  Shape item = itemsOf(right).item;
  if (commonKinds(left, item) || left.may(Kind::Array))
    refute(node, diag::Kind::NeverEqual);
  else if (left.may(Json) && item.may(Json))
    report(node, diag::Kind::NeverEqual,
           "this looks for " + describe(left.without(Kind::Missing)) +
               " among values of which each is " + describe(item.without(Kind::Missing)) +
               ", which are never equal");
  bool mayHold = left.may(Kind::Array) || (left.may(Json) && item.may(Json) &&
                                           mayBeEqual(left.without(Kind::Missing), item));
  bool mayNot = left.may(Kind::Missing) || !notAmong(left, right).isNothing();
  return truth(mayHold, mayNot);
}

Shape JsonataEvaluator::rangeOf(const Node &node, const Shape &left, const Shape &right) {
  for (const Shape *side : {&left, &right}) {
    Shape given = side->without(Kind::Missing);
    if (!given.isNothing() && !given.may(Kind::Number))
      report(node, diag::Kind::ValueType,
             "`..` takes whole numbers, but here it has " + describe(given),
             !side->may(Kind::Missing));
  }
  auto first = left.constantNumber(), last = right.constantNumber();
  for (auto each : {first, last})
    if (each && *each != std::floor(*each))
      report(node, diag::Kind::ValueType,
             "`..` takes whole numbers, but here it has " + asl::shortestText(*each),
             !left.may(Kind::Missing) && !right.may(Kind::Missing));
  if (!first || !last)
    return orMissing(Shape::array(Shape::of(Kind::Number)), {&left, &right});
  if (*first > *last)
    return Shape::missing();
  double size = *last - *first + 1;
  if (!(size <= asl::jsonata::maxRange)) {
    report(node, diag::Kind::ValueType,
           "`..` gives at most 10,000,000 items, but here it has " + asl::shortestText(size));
    return Shape::unknown();
  }
  auto count = static_cast<uint64_t>(size);
  return Shape::array(Shape::number(*first, *last), count, count);
}

} // namespace aslc::analysis
