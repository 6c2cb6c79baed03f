// Expressions of JSONata on shapes, but for paths, functions and conditions.
#include "compiler/analysis/evaluate/jsonata.h"

#include "compiler/analysis/evaluate/text.h"
#include "compiler/expr/jsonata/check.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cmath>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

namespace {

/// Deeper parts of an expression are not looked at.
constexpr unsigned deepest = 64;

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

/// Kinds of a value that are not expected, on some way that is known, while on others it is.
Kinds unexpected(const Shape &value, Kinds expected) {
  bool isSome = !value.isSequence && (value.known & expected);
  return isSome ? Kinds(value.known & Json & ~expected) : Kinds(0);
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

source::Range JsonataEvaluator::rangeOfNode(const Node &node) const {
  // A call begins with its parenthesis: its name tells which one is meant.
  bool isNamedCall = node.kind == NodeKind::Call && node.procedure->kind == NodeKind::Variable;
  const Node &shown = isNamedCall ? *node.procedure : node;
  size_t begin = shown.begin, end = std::max(shown.position, shown.begin + 1);
  return evaluation_.part(expression_, begin, std::min(end, expression_.text.size()));
}

/// Reports what sema warned of at this place.
void JsonataEvaluator::reportWarned(diag::Kind kind, size_t begin, size_t end,
                                    std::string message) {
  if (evaluation_.problems.isActive())
    evaluation_.problems.add({.kind = kind,
                              .range = evaluation_.part(expression_, begin, end),
                              .message = std::move(message),
                              .isWarned = true});
}

void JsonataEvaluator::report(const Node &node, diag::Kind kind, std::string message, bool surely) {
  if (evaluation_.problems.isActive())
    evaluation_.problems.add({.kind = kind,
                              .range = rangeOfNode(node),
                              .surely = surely,
                              .message = std::move(message)});
}

void JsonataEvaluator::refute(const Node &node, diag::Kind kind) {
  if (evaluation_.problems.isActive())
    evaluation_.problems.refute(rangeOfNode(node), kind);
}

Shape JsonataEvaluator::evaluate(const Node &node, const Shape &item) {
  if (depth_ >= deepest)
    return Shape::unknown();
  ++depth_;
  Shape value = evaluatePlain(node, item);
  for (const jsonata::Stage &stage : node.predicates)
    value = stage.expression ? filter(*stage.expression, value) : Shape::unknown();
  if (node.group && node.kind != NodeKind::Path)
    value = Shape::of(Kind::Object);
  else if (node.keepArray && node.kind != NodeKind::Path)
    value = withBrackets(node, value);
  --depth_;
  return value;
}

Shape JsonataEvaluator::evaluatePlain(const Node &node, const Shape &item) {
  switch (node.kind) {
  case NodeKind::String:
    return Shape::text(node.text);
  case NodeKind::Number:
    return Shape::number(node.number);
  case NodeKind::Boolean:
    return Shape::boolean(node.boolean);
  case NodeKind::Null:
    return Shape::of(Kind::Null);
  case NodeKind::Variable:
    return variable(node, item);
  case NodeKind::Path:
    return path(node, item);
  case NodeKind::Name:
    return step(node, item, true, true);
  case NodeKind::Binary:
    return binary(node, item);
  case NodeKind::Negate:
    return negative(node, item);
  case NodeKind::Array:
    return array(node, item);
  case NodeKind::Object:
    return object(node, item);
  case NodeKind::Condition:
    return conditional(node, item);
  case NodeKind::Default:
    return defaulted(node, item);
  case NodeKind::Block:
    return block(node, item);
  case NodeKind::Bind: {
    Shape value = evaluate(*node.rhs, item);
    locals_[node.lhs->text] = value;
    if (node.rhs->kind == NodeKind::Lambda)
      lambdas_[node.lhs->text] = node.rhs.get();
    else
      lambdas_.erase(node.lhs->text);
    return value;
  }
  case NodeKind::Call:
    return call(node, item);
  case NodeKind::Apply:
    return apply(node, item);
  case NodeKind::Lambda:
    return node.thunk ? evaluate(*node.body, item) : Shape::of(Kind::Function);
  case NodeKind::Regex:
  case NodeKind::Partial:
  case NodeKind::Transform:
    return Shape::of(Kind::Function);
  default:
    return Shape::unknown();
  }
}

// ---- Names

Shape JsonataEvaluator::statesMember(std::string_view name) {
  if (name == "input")
    return scope_.input;
  if (name == "context")
    return scope_.context;
  if (name == "result")
    return scope_.result.value_or(Shape::unknown());
  if (name == "errorOutput")
    return scope_.errorOutput.value_or(Shape::unknown());
  return Shape::unknown();
}

Shape JsonataEvaluator::variable(const Node &node, const Shape &item) {
  if (node.text.empty())
    return item;
  if (auto found = locals_.find(node.text); found != locals_.end())
    return found->second;
  if (const Shape *found = scope_.variables.find(node.text)) {
    absent_.isMaybeUnassigned |= (found->known & Kind::Missing) != 0;
    return *found;
  }
  if (jsonata::findLibraryFunction(node.text))
    return Shape::of(Kind::Function);
  return unassigned(node);
}

/// A variable that no way here assigns; unknown when the expression itself binds the name.
Shape JsonataEvaluator::unassigned(const Node &node) {
  auto uses = jsonata::variableUses(expression_.jsonata());
  bool isFree = std::any_of(uses.begin(), uses.end(), [&](const jsonata::FreeVariable &use) {
    return use.name == node.text && use.offset == node.begin;
  });
  if (!isFree)
    return Shape::unknown();
  if (evaluation_.problems.isActive() && !absent_.cause)
    absent_.cause = Problem{
        .kind = diag::Kind::UnassignedVariable,
        .range = evaluation_.part(expression_, node.begin, node.begin + node.text.size() + 1),
        .message = node.text,
        .isWarned = true};
  return Shape::missing();
}

// ---- Operators

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
    Shape next = inner.isImpossible() ? Shape::unknown() : inner.evaluate(*operands[i], item);
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
      if (value->known && side->kind == NodeKind::Path && evaluation_.problems.isActive())
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
  auto count = static_cast<uint64_t>(*last - *first) + 1;
  return Shape::array(Shape::number(*first, *last), count, count);
}

// ---- Constructors

Shape JsonataEvaluator::array(const Node &node, const Shape &item) {
  std::vector<Shape> exact;
  Sequence all{Shape::nothing(), 0, 0, false};
  bool isExact = true;
  for (const auto &each : node.items) {
    Shape value = evaluate(*each, item);
    // An array in brackets stays one element; what any other expression gives is added item by
    // item.
    bool whole = each->kind == NodeKind::Array;
    Sequence items = whole ? Sequence{value, 1, 1, false} : itemsOf(value);
    all.item = join(all.item, items.item);
    all.least += items.least;
    all.most = items.most == Shape::unbounded || all.most == Shape::unbounded
                   ? Shape::unbounded
                   : all.most + items.most;
    bool one = whole || (!value.may(Kind::Missing) && !value.may(Kind::Array));
    isExact &= one;
    if (isExact)
      exact.push_back(std::move(value));
  }
  return isExact ? Shape::tuple(std::move(exact)) : Shape::array(all.item, all.least, all.most);
}

Shape JsonataEvaluator::object(const Node &node, const Shape &item) {
  std::vector<std::pair<std::string_view, Shape>> members;
  bool isClosed = true;
  for (const auto &[key, value] : node.pairs) {
    Shape shape = evaluate(*value, item);
    if (key->kind == NodeKind::String) {
      bool isRepeated = std::any_of(members.begin(), members.end(),
                                    [&](const auto &each) { return each.first == key->text; });
      if (isRepeated)
        report(*key, diag::Kind::ValueType, "the member `" + key->text + "` is here twice");
      members.emplace_back(key->text, std::move(shape));
      continue;
    }
    Shape name = evaluate(*key, item);
    if (name.known && !name.may(Kind::Text | Kind::Missing))
      report(*key, diag::Kind::ValueType,
             "the name of a member is a text, but here it is " + describe(name));
    isClosed = false;
  }
  return Shape::object(std::move(members), isClosed ? Shape::missing() : Shape::unknown());
}

Shape JsonataEvaluator::conditional(const Node &node, const Shape &item) {
  Shape condition = evaluate(*node.condition, item);
  Shape result = Shape::nothing();
  auto take = [&](const Node *branch, bool truth) {
    if (!branch)
      return join(result, Shape::missing());
    JsonataEvaluator inner = *this;
    Problems::Conditional one(evaluation_.problems, mayBeTrue(condition) && mayBeFalse(condition));
    inner.assume(*node.condition, truth);
    if (inner.isImpossible())
      return result;
    Shape value = join(result, inner.evaluate(*branch, item));
    absent_ = std::move(inner.absent_);
    return value;
  };
  if (mayBeTrue(condition))
    result = take(node.then.get(), true);
  if (mayBeFalse(condition))
    result = take(node.otherwise.get(), false);
  return result.isNothing() ? Shape::unknown() : result;
}

Shape JsonataEvaluator::defaulted(const Node &node, const Shape &item) {
  Shape left = evaluate(*node.lhs, item);
  Problems::Conditional later(evaluation_.problems, true);
  Shape right = evaluate(*node.rhs, item);
  // `??` replaces what is missing, `?:` all that is not true.
  if (node.text == "??")
    return left.may(Kind::Missing) ? join(left.without(Kind::Missing), right) : left;
  return mayBeFalse(left) ? join(left.without(Kind::Missing | Kind::Null | Kind::False), right)
                          : left;
}

Shape JsonataEvaluator::block(const Node &node, const Shape &item) {
  Locals before = locals_;
  auto lambdas = lambdas_;
  Shape value = Shape::missing();
  for (const auto &each : node.items)
    value = evaluate(*each, item);
  locals_ = std::move(before);
  lambdas_ = std::move(lambdas);
  return value;
}

// ---- The whole

Shape evaluateResult(const Evaluation &evaluation, const ast::Expression &expression,
                     const Scope &scope, Kinds expected) {
  if (!expression.parsed() || expression.unresolved)
    return Shape::any();
  JsonataEvaluator evaluator(evaluation, expression, scope);
  Shape value = evaluator.evaluate(expression.jsonata(), Shape::missing());
  if (value.isNothing())
    return value;
  auto report = [&](diag::Kind kind, bool surely, std::string message) {
    if (!evaluation.problems.isActive())
      return;
    Problem problem{.kind = kind,
                    .range = evaluation.part(expression, 0, expression.text.size()),
                    .surely = surely,
                    .message = std::move(message)};
    if (kind == diag::Kind::UndefinedResult) {
      problem.message += evaluator.absent().text;
      problem.subject = evaluator.absent().text;
      explain(problem, evaluator.absent().shape);
    }
    evaluation.problems.add(std::move(problem));
  };
  if (value.isOnly(Kind::Missing) && value.known) {
    if (auto cause = evaluator.absent().cause) {
      evaluation.problems.add(*std::move(cause));
      return Shape::any().only(expected);
    }
    report(diag::Kind::UndefinedResult, true, "this expression gives nothing");
    return Shape::any().only(expected);
  }
  if (value.known & Kind::Missing && !evaluator.absent().cause &&
      !evaluator.absent().isMaybeUnassigned)
    report(diag::Kind::UndefinedResult, false, "this expression may give nothing");
  value = value.ifPresent();
  if (!value.isNothing() && !value.may(expected)) {
    report(diag::Kind::ValueType, true,
           "this field takes " + describeKinds(expected) + ", but the expression gives " +
               describe(value));
    return Shape::of(expected);
  }
  if (Kinds odd = unexpected(value, expected))
    report(diag::Kind::ValueType, false,
           "this field takes " + describeKinds(expected) + ", but the expression may give " +
               describeKinds(odd));
  return value;
}

} // namespace aslc::analysis
