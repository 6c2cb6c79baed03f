// Expressions of JSONata on shapes, but for operators, paths, functions and conditions.
#include "compiler/analysis/evaluate/jsonata.h"

#include "compiler/expr/jsonata/check.h"

#include <algorithm>

namespace aslc::analysis {

using NodeKind = jsonata::NodeKind;

namespace {

/// Deeper parts of an expression are not looked at.
constexpr unsigned deepest = 64;

} // namespace

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
    if (isOwnName(node.lhs->text))
      bound_.clear();
    locals_[node.lhs->text] = value;
    bound_[node.lhs->text] = node.rhs.get();
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

// ---- Constructors

/// An array in brackets stays one element of another one, unless a predicate leaves nothing of it;
/// what any other expression gives is added item by item.
static Sequence wholeOf(const Shape &array) {
  bool mayLack = array.may(Kind::Missing);
  return {array.without(Kind::Missing), mayLack ? 0u : 1u, array.isOnly(Kind::Missing) ? 0u : 1u,
          (array.known & Kind::Missing) != 0};
}

Shape JsonataEvaluator::array(const Node &node, const Shape &item) {
  std::vector<Shape> exact;
  Sequence all{Shape::nothing(), 0, 0, true};
  bool isExact = true, hasUncertain = false;
  for (const auto &each : node.items) {
    Shape value = evaluate(*each, item);
    bool isWhole = each->kind == NodeKind::Array;
    Sequence items = isWhole ? wholeOf(value) : itemsOf(value);
    all.item = join(all.item, items.item);
    all.least += items.least;
    all.most = plus(all.most, items.most);
    // Of two values that may be absent, one may be there where the other is not.
    all.knownEmpty = all.knownEmpty && items.knownEmpty && !hasUncertain;
    hasUncertain |= items.least != items.most;
    bool one = !value.may(Kind::Missing) && (isWhole || !value.may(Kind::Array));
    isExact &= one;
    if (isExact)
      exact.push_back(std::move(value));
  }
  return isExact ? Shape::tuple(std::move(exact))
                 : Shape::array(all.item, all.least, all.most, all.knownEmpty);
}

Shape JsonataEvaluator::object(const Node &node, const Shape &item) {
  if (!hasForgotten_) {
    // No member fails where a list is empty, and another one may tell whether it is.
    JsonataEvaluator inner = *this;
    inner.forgetDoubts();
    Shape value = inner.object(node, item.withoutDoubts());
    absent_ = std::move(inner.absent_);
    return value;
  }
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

/// A condition may have settled, in a way that is not followed, whether a list is empty, or whether
/// a local variable has a value.
void JsonataEvaluator::forgetDoubts() {
  if (std::exchange(hasForgotten_, true))
    return;
  scope_.input = scope_.input.withoutDoubts();
  if (scope_.result)
    scope_.result = scope_.result->withoutDoubts();
  for (auto &[name, value] : locals_) {
    value = value.withoutDoubts();
    if (value.may(Kind::Missing) && value.may(Json))
      value = join(value.without(Kind::Missing), Shape::missing().asOpen());
  }
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
    inner.forgetDoubts();
    Shape value = join(result, inner.evaluate(*branch, item.withoutDoubts()));
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
  auto bound = bound_;
  Shape value = Shape::missing();
  for (const auto &each : node.items)
    value = evaluate(*each, item);
  locals_ = std::move(before);
  lambdas_ = std::move(lambdas);
  bound_ = std::move(bound);
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
  if (value.known & Kind::Missing)
    evaluation.problems.noteAbsence();
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
