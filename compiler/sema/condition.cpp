// Makes formulas of Choice operators and of JSONata conditions.
#include "compiler/sema/condition.h"

#include "runtime/support/decimal.h"
#include "runtime/support/json_text.h"
#include "runtime/support/number_text.h"

#include <algorithm>
#include <cctype>

namespace aslc::sema {

namespace {

using Operator = Condition::Operator;
using source::Node;

Condition constant(bool value) {
  Condition result;
  result.kind = Condition::Kind::Constant;
  result.constant = value;
  return result;
}

Condition negation(Condition operand) {
  Condition result;
  result.kind = Condition::Kind::Not;
  result.operands.push_back(std::move(operand));
  return result;
}

// JSONPath

std::optional<Operator> order(std::string_view name) {
  constexpr std::pair<std::string_view, Operator> names[] = {
      {"Equals", Operator::Equal},
      {"LessThan", Operator::Less},
      {"LessThanEquals", Operator::LessEqual},
      {"GreaterThan", Operator::Greater},
      {"GreaterThanEquals", Operator::GreaterEqual}};
  for (auto [text, op] : names)
    if (name == text)
      return op;
  return std::nullopt;
}

std::optional<Operator> typeTest(std::string_view name) {
  constexpr std::pair<std::string_view, Operator> names[] = {{"IsPresent", Operator::IsPresent},
                                                             {"IsNull", Operator::IsNull},
                                                             {"IsBoolean", Operator::IsBoolean},
                                                             {"IsNumeric", Operator::IsNumber},
                                                             {"IsString", Operator::IsText}};
  for (auto [text, op] : names)
    if (name == text)
      return op;
  return std::nullopt;
}

/// The path in one spelling.
std::string spelling(const ast::Expression &variable) {
  if (!variable.parsed())
    return variable.text;
  const jsonpath::Path &path = variable.path();
  std::string text = path.root == jsonpath::Root::Context ? "$$" : "$";
  text += path.variable;
  for (const jsonpath::Step &step : path.steps)
    text += step.text();
  return text;
}

Condition comparison(const ast::ChoiceRule &rule) {
  const ast::Comparison &test = rule.comparison;
  Condition result;
  if (!test.variable || !test.operand)
    return result;
  result.subject = spelling(*test.variable);
  result.expression = &*test.variable;
  result.range = test.operand->range;
  if (auto type = typeTest(test.op); type && test.operand->is(Node::Kind::Boolean)) {
    result.kind = Condition::Kind::Test;
    result.op = *type;
    return test.operand->boolean ? std::move(result) : negation(std::move(result));
  }
  if (test.op == "IsTimestamp" && test.operand->is(Node::Kind::Boolean)) {
    result.subject += " IsTimestamp";
    return test.operand->boolean ? std::move(result) : negation(std::move(result));
  }
  auto value = [&](std::string_view prefix, Node::Kind kind) {
    if (!test.op.starts_with(prefix) || !test.operand->is(kind) || test.operandPath)
      return false;
    auto op = order(std::string_view(test.op).substr(prefix.size()));
    if (!op || (*op != Operator::Equal && kind != Node::Kind::Number))
      return false;
    result.kind = Condition::Kind::Test;
    result.op = *op;
    return true;
  };
  if (value("Numeric", Node::Kind::Number))
    result.value = {TestValue::Kind::Number, false, asl::nearestDouble(test.operand->text), {}};
  else if (value("String", Node::Kind::String))
    result.value = {TestValue::Kind::Text, false, 0, test.operand->text};
  else if (value("Boolean", Node::Kind::Boolean))
    result.value = {TestValue::Kind::Boolean, test.operand->boolean, 0, {}};
  else if (test.op == "StringMatches" && test.operand->is(Node::Kind::String)) {
    result.kind = Condition::Kind::Test;
    result.op = Operator::Matches;
    result.value = {TestValue::Kind::Text, false, 0, test.operand->text};
  } else
    result.subject += " " + test.op + " " + test.operand->text;
  return result;
}

// JSONata

/// Whether a name may also be written without backticks.
bool isWord(std::string_view name) {
  constexpr std::string_view values[] = {"true", "false", "null"};
  return !name.empty() && !std::isdigit(static_cast<unsigned char>(name[0])) &&
         std::ranges::find(values, name) == std::end(values) &&
         std::ranges::all_of(name, [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

/// The text of a tree in one spelling; empty when it has parts that are not spelt here.
std::string spelling(const jsonata::Node &node) {
  using enum jsonata::NodeKind;
  if (!node.predicates.empty() || !node.stages.empty() || node.group || node.tuple ||
      node.keepArray || node.keepSingletonArray)
    return {};
  auto list = [&](std::string open, char separator, std::string_view close) {
    for (const jsonata::NodePtr &item : node.items) {
      std::string part = spelling(*item);
      if (part.empty())
        return std::string();
      open += part + separator;
    }
    return open + std::string(close);
  };
  switch (node.kind) {
  case String:
    return asl::json::quoted(node.text);
  case Number:
    return asl::shortestText(node.number);
  case Boolean:
    return node.boolean ? "true" : "false";
  case Null:
    return "null";
  case Name:
    return isWord(node.text) ? node.text : "`" + node.text + "`";
  case Variable:
    return "$" + node.text;
  case Path:
    return list("", '.', "");
  case Block:
    return node.items.size() == 1 ? spelling(*node.items[0]) : "";
  case Array:
    return list("[", ',', "]");
  case Binary: {
    std::string a = spelling(*node.lhs), b = spelling(*node.rhs);
    return a.empty() || b.empty() ? "" : "(" + a + " " + node.text + " " + b + ")";
  }
  case Call: {
    std::string function = spelling(*node.procedure);
    constexpr std::string_view changing[] = {"$now", "$millis", "$random", "$uuid"};
    bool changes =
        std::find(std::begin(changing), std::end(changing), function) != std::end(changing);
    return function.empty() || changes ? "" : list(function + "(", ',', ")");
  }
  default:
    return {};
  }
}

std::optional<TestValue> valueOf(const jsonata::Node &node) {
  using enum jsonata::NodeKind;
  switch (node.kind) {
  case String:
    return TestValue{TestValue::Kind::Text, false, 0, node.text};
  case Number:
    return TestValue{TestValue::Kind::Number, false, node.number, {}};
  case Boolean:
    return TestValue{TestValue::Kind::Boolean, node.boolean, 0, {}};
  case Null:
    return TestValue{TestValue::Kind::Null, false, 0, {}};
  case Negate:
    if (node.lhs->kind == Number)
      return TestValue{TestValue::Kind::Number, false, -node.lhs->number, {}};
    return std::nullopt;
  default:
    return std::nullopt;
  }
}

class JsonataCondition {
public:
  explicit JsonataCondition(const ast::Expression &expression) : expression_(expression) {}

  Condition of(const jsonata::Node &node) {
    using enum jsonata::NodeKind;
    bool plain = node.predicates.empty() && !node.group;
    if (node.kind == Block && node.items.size() == 1 && plain)
      return of(*node.items[0]);
    if (node.kind == Boolean)
      return constant(node.boolean);
    if (node.kind == Binary && plain)
      return binary(node);
    if (node.kind == Call && plain && node.procedure->kind == Variable && node.items.size() == 1) {
      if (node.procedure->text == "not")
        return negation(of(*node.items[0]));
      if (node.procedure->text == "boolean")
        return of(*node.items[0]);
      if (node.procedure->text == "exists")
        return test(*node.items[0], Operator::IsPresent, {});
    }
    return test(node, Operator::Holds, {});
  }

private:
  Condition test(const jsonata::Node &subject, Operator op, TestValue value) {
    Condition result;
    result.expression = &expression_;
    result.range = expression_.node->range;
    result.subject = spelling(subject);
    if (result.subject.empty())
      return {};
    result.kind = Condition::Kind::Test;
    result.op = op;
    result.value = std::move(value);
    return result;
  }

  Condition binary(const jsonata::Node &node) {
    if (node.text == "and" || node.text == "or") {
      Condition result;
      result.kind = node.text == "and" ? Condition::Kind::And : Condition::Kind::Or;
      result.operands.push_back(of(*node.lhs));
      result.operands.push_back(of(*node.rhs));
      return result;
    }
    if (node.text == "in" && node.rhs->kind == jsonata::NodeKind::Array)
      return oneOf(node);
    constexpr std::pair<std::string_view, Operator> operators[] = {
        {"=", Operator::Equal},      {"!=", Operator::NotEqual}, {"<", Operator::Less},
        {"<=", Operator::LessEqual}, {">", Operator::Greater},   {">=", Operator::GreaterEqual}};
    for (auto [text, op] : operators) {
      if (node.text != text)
        continue;
      if (auto value = valueOf(*node.rhs); value && isComparable(op, *value))
        return test(*node.lhs, op, *value);
      if (auto value = valueOf(*node.lhs); value && isComparable(op, *value))
        return test(*node.rhs, mirrored(op), *value);
    }
    return test(node, Operator::Holds, {});
  }

  /// Whether the order of values is one of numbers.
  static bool isComparable(Operator op, const TestValue &value) {
    return op == Operator::Equal || op == Operator::NotEqual ||
           value.kind == TestValue::Kind::Number;
  }

  static Operator mirrored(Operator op) {
    switch (op) {
    case Operator::Less:
      return Operator::Greater;
    case Operator::LessEqual:
      return Operator::GreaterEqual;
    case Operator::Greater:
      return Operator::Less;
    case Operator::GreaterEqual:
      return Operator::LessEqual;
    default:
      return op;
    }
  }

  Condition oneOf(const jsonata::Node &node) {
    Condition result;
    result.kind = Condition::Kind::Or;
    for (const jsonata::NodePtr &item : node.rhs->items) {
      auto value = valueOf(*item);
      if (!value)
        return test(node, Operator::Holds, {});
      result.operands.push_back(test(*node.lhs, Operator::Equal, *value));
    }
    return result;
  }

  const ast::Expression &expression_;
};

Condition conditionOf(const ast::Template &value) {
  if (value.expression && value.expression->parsed() && !value.expression->unresolved &&
      value.expression->kind == ast::Expression::Kind::Jsonata)
    return JsonataCondition(*value.expression).of(value.expression->jsonata());
  if (value.kind == ast::Template::Kind::Literal && value.node->is(Node::Kind::Boolean))
    return constant(value.node->boolean);
  return {};
}

} // namespace

Condition conditionOf(const ast::ChoiceRule &rule) {
  using enum ast::ChoiceRule::Kind;
  switch (rule.kind) {
  case Comparison:
    return comparison(rule);
  case Condition:
    return rule.condition ? conditionOf(*rule.condition) : sema::Condition{};
  case And:
  case Or:
  case Not:
    break;
  }
  sema::Condition result;
  result.kind = rule.kind == And  ? Condition::Kind::And
                : rule.kind == Or ? Condition::Kind::Or
                                  : Condition::Kind::Not;
  for (const ast::ChoiceRule &operand : rule.operands)
    result.operands.push_back(conditionOf(operand));
  return result.operands.empty() ? sema::Condition{} : result;
}

namespace {

/// Whether a text matches a pattern of `StringMatches`.
bool matches(std::string_view pattern, std::string_view text) {
  // The place to go on from when the text does not fit: behind the last star.
  size_t star = std::string_view::npos, mark = 0, p = 0, t = 0;
  while (t < text.size()) {
    bool isEscape = p + 1 < pattern.size() && pattern[p] == '\\';
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && pattern[p + isEscape] == text[t]) {
      p += isEscape ? 2 : 1;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

} // namespace

std::string textOfPattern(std::string_view pattern, std::string_view filling) {
  std::string text;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*')
      text += filling;
    else
      text += pattern[i == pattern.size() - 1 || pattern[i] != '\\' ? i : ++i];
  }
  return text;
}

bool holds(const Condition &test, const TestValue &value) {
  using Kind = TestValue::Kind;
  switch (test.op) {
  case Operator::Equal:
    return value == test.value;
  case Operator::NotEqual:
    return value.kind != Kind::Absent && value != test.value;
  case Operator::Less:
    return value.kind == Kind::Number && value.number < test.value.number;
  case Operator::LessEqual:
    return value.kind == Kind::Number && value.number <= test.value.number;
  case Operator::Greater:
    return value.kind == Kind::Number && value.number > test.value.number;
  case Operator::GreaterEqual:
    return value.kind == Kind::Number && value.number >= test.value.number;
  case Operator::IsPresent:
    return value.kind != Kind::Absent;
  case Operator::IsNull:
    return value.kind == Kind::Null;
  case Operator::IsBoolean:
    return value.kind == Kind::Boolean;
  case Operator::IsNumber:
    return value.kind == Kind::Number;
  case Operator::IsText:
    return value.kind == Kind::Text;
  case Operator::Matches:
    return value.kind == Kind::Text && matches(test.value.text, value.text);
  case Operator::Holds:
    return (value.kind == Kind::Boolean && value.boolean) ||
           (value.kind == Kind::Number && value.number != 0) ||
           (value.kind == Kind::Text && !value.text.empty()) || value.kind == Kind::Other;
  }
  return false;
}

} // namespace aslc::sema
