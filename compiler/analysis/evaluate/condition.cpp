// Rules of Choice states in JSONPath: what is known when they hold, and when they do not. See
// https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
#include "compiler/analysis/evaluate/scope.h"
#include "compiler/analysis/evaluate/text.h"
#include "compiler/analysis/shape/literal.h"

#include <algorithm>

namespace aslc::analysis {

namespace {

using Keep = std::function<Shape(const Shape &)>;

/// The parts of an operator's name.
struct Operator {
  Kinds kinds = 0; ///< that it compares
  bool isTime = false;
  Order order = Order::Equal;
};

bool takePrefix(std::string_view &text, std::string_view prefix) {
  bool has = text.starts_with(prefix);
  text.remove_prefix(has ? prefix.size() : 0);
  return has;
}

Operator operatorNamed(std::string_view name) {
  Operator result;
  if (name.ends_with("Path"))
    name.remove_suffix(4);
  if (takePrefix(name, "String"))
    result.kinds = Kind::Text;
  else if (takePrefix(name, "Numeric"))
    result.kinds = Kind::Number;
  else if (takePrefix(name, "Boolean"))
    result.kinds = Boolean;
  else if (takePrefix(name, "Timestamp"))
    result = {Kind::Text, true, Order::Equal};
  constexpr std::pair<std::string_view, Order> orders[] = {
      {"Equals", Order::Equal},
      {"LessThan", Order::Less},
      {"GreaterThan", Order::Greater},
      {"LessThanEquals", Order::LessOrEqual},
      {"GreaterThanEquals", Order::GreaterOrEqual}};
  for (auto [suffix, order] : orders)
    if (name == suffix)
      result.order = order;
  return result;
}

Kinds kindsTested(std::string_view op) {
  constexpr std::pair<std::string_view, Kinds> tests[] = {{"IsNull", Kind::Null},
                                                          {"IsString", Kind::Text},
                                                          {"IsNumeric", Kind::Number},
                                                          {"IsBoolean", Boolean}};
  for (auto [name, kinds] : tests)
    if (op == name)
      return kinds;
  return 0;
}

/// What a comparison leaves of the value that it tests.
Keep comparisonKeeps(const Operator &op, const Shape &limit, bool truth) {
  return [=](const Shape &value) {
    Shape present = value.ifPresent();
    Shape others = truth ? Shape::nothing() : present.without(op.kinds);
    Order order = truth ? op.order : opposite(op.order);
    if (!limit.may(op.kinds))
      return truth ? Shape::nothing() : present;
    if (op.isTime && truth)
      return mayBeTimestamp(present) && mayBeTimestamp(limit) ? present.only(Kind::Text)
                                                              : Shape::nothing();
    if (op.isTime)
      return present;
    if (op.kinds == Kind::Number)
      return join(others, numbersWhere(present, order, limit));
    if (op.kinds == Kind::Text)
      return join(others, textsWhere(present, order, limit));
    if (limit.isOnly(Kind::True) || limit.isOnly(Kind::False)) {
      Kinds equal = limit.possible();
      return join(others, present.only(truth ? equal : Kinds(Boolean & ~equal)));
    }
    return join(others, present.only(Boolean));
  };
}

Keep testKeeps(const ast::Comparison &test, bool truth, const Shape &limit) {
  std::string_view op = test.op;
  if (op == "IsPresent" || op == "IsTimestamp" || kindsTested(op)) {
    bool wanted = !test.operand || test.operand->boolean;
    bool has = truth == wanted;
    if (op == "IsPresent")
      return [=](const Shape &value) { return has ? value.ifPresent() : value.ifAbsent(); };
    if (op == "IsTimestamp")
      return [=](const Shape &value) {
        Shape present = value.ifPresent();
        return has ? present.only(Kind::Text) : present;
      };
    Kinds kinds = kindsTested(op);
    return [=](const Shape &value) {
      Shape present = value.ifPresent();
      return has ? present.only(kinds) : present.without(kinds);
    };
  }
  if (op == "StringMatches")
    return [=](const Shape &value) {
      Shape present = value.ifPresent();
      return truth ? present.only(Kind::Text) : present;
    };
  return comparisonKeeps(operatorNamed(op), limit, truth);
}

/// The names of a path of names; nothing for any other path.
std::optional<std::vector<std::string_view>> keysOf(const jsonpath::Path &path) {
  std::vector<std::string_view> keys;
  for (const jsonpath::Step &step : path.steps) {
    const auto *names = std::get_if<jsonpath::NamesStep>(&step.kind);
    if (!names || names->names.size() != 1)
      return std::nullopt;
    keys.push_back(names->names.front());
  }
  return keys;
}

Scope narrowedBy(const jsonpath::Path &path, const Scope &scope, const Shape &value,
                 const Keep &keep) {
  Scope result = scope;
  Shape left = keep(value);
  if (left.isNothing()) {
    result.input = Shape::nothing();
    return result;
  }
  // It may tell, in a way that is not followed, that a list is not empty.
  result.input = scope.input.withoutDoubts();
  auto keys = keysOf(path);
  if (!keys)
    return result;
  if (path.root == jsonpath::Root::Document) {
    result.input = narrowed(result.input, *keys, keep);
  } else if (path.root == jsonpath::Root::Variable) {
    if (const Shape *found = result.variables.find(path.variable))
      result.variables.set(path.variable, narrowed(*found, *keys, keep));
  }
  return result;
}

/// Whether the path leads to a truth value of the definition, as `value`, what it gives at `scope`,
/// may do: unless the tests before made one of it.
bool testsSwitch(const Evaluation &evaluation, const ast::Expression &variable, const Shape &value,
                 const Scope &scope, const Scope &original) {
  if (!isSwitch(value) || &scope == &original)
    return isSwitch(value);
  Problems silent;
  return isSwitch(evaluatePath({evaluation.tree, silent}, variable, variable.path(), original.input,
                               original, Absence::IsFine));
}

/// `original` is what is known where the rule begins.
Outcomes evaluateComparison(const Evaluation &evaluation, const ast::Comparison &test,
                            const Scope &scope, const Scope &original) {
  if (!test.variable || !test.variable->parsed() || test.variable->unresolved)
    return {scope, scope};
  const jsonpath::Path &path = test.variable->path();
  Absence absence = test.op == "IsPresent" ? Absence::IsFine : Absence::Fails;
  Shape value = evaluatePath(evaluation, *test.variable, path, scope.input, scope, absence);
  Shape limit = Shape::any();
  if (test.operandPath && test.operandPath->parsed() && !test.operandPath->unresolved)
    limit =
        evaluatePath(evaluation, *test.operandPath, test.operandPath->path(), scope.input, scope);
  else if (test.operand && !test.operandPath)
    limit = shapeOf(*test.operand);
  return {narrowedBy(path, scope, value, testKeeps(test, true, limit)),
          narrowedBy(path, scope, value, testKeeps(test, false, limit)),
          testsSwitch(evaluation, *test.variable, value, scope, original) &&
              (limit.possible() & Boolean) != 0};
}

Outcomes evaluatePart(const Evaluation &evaluation, const ast::ChoiceRule &rule, const Scope &scope,
                      const Scope &original) {
  using Kind = ast::ChoiceRule::Kind;
  switch (rule.kind) {
  case Kind::Comparison:
    return evaluateComparison(evaluation, rule.comparison, scope, original);
  case Kind::Not: {
    Outcomes inner = evaluatePart(evaluation, rule.operands.front(), scope, original);
    return {std::move(inner.whenFalse), std::move(inner.whenTrue), inner.bySwitch};
  }
  case Kind::And:
  case Kind::Or: {
    bool isAnd = rule.kind == Kind::And;
    Scope going = scope, stopped = scope;
    bool bySwitch = false;
    stopped.input = Shape::nothing();
    for (const ast::ChoiceRule &operand : rule.operands) {
      if (going.input.isNothing())
        break;
      Problems::Conditional later(evaluation.problems, !stopped.input.isNothing());
      Outcomes each = evaluatePart(evaluation, operand, going, original);
      bySwitch |= each.bySwitch;
      stopped = join(stopped, isAnd ? each.whenFalse : each.whenTrue);
      going = isAnd ? std::move(each.whenTrue) : std::move(each.whenFalse);
    }
    return isAnd ? Outcomes{std::move(going), std::move(stopped), bySwitch}
                 : Outcomes{std::move(stopped), std::move(going), bySwitch};
  }
  case Kind::Condition:
    if (rule.condition && rule.condition->kind == ast::Template::Kind::Expression)
      return evaluateCondition(evaluation, *rule.condition->expression, scope);
    if (rule.condition && rule.condition->kind == ast::Template::Kind::Literal) {
      Scope never = scope;
      never.input = Shape::nothing();
      bool truth = rule.condition->node->boolean;
      return truth ? Outcomes{scope, std::move(never), true}
                   : Outcomes{std::move(never), scope, true};
    }
    break;
  }
  return {scope, scope};
}

} // namespace

Outcomes evaluateRule(const Evaluation &evaluation, const ast::ChoiceRule &rule,
                      const Scope &scope) {
  return evaluatePart(evaluation, rule, scope, scope);
}

} // namespace aslc::analysis
