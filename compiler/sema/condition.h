// The rules of a Choice as formulas over tests of single values, in one form for both languages.
#pragma once

#include "compiler/ast/machine.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::sema {

/// A value as far as tests distinguish them.
struct TestValue {
  enum class Kind : uint8_t { Absent, Null, Boolean, Number, Text, Other };
  Kind kind = Kind::Absent;
  bool boolean = false;
  double number = 0;
  std::string text;
  bool operator==(const TestValue &) const = default;
};

/// A formula. A part that is not understood is an Unknown; equal Unknowns have equal texts, unless
/// the text is empty.
struct Condition {
  enum class Kind : uint8_t { Constant, Test, Unknown, And, Or, Not };
  enum class Operator : uint8_t {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    IsPresent,
    IsNull,
    IsBoolean,
    IsNumber,
    IsText,
    Matches, ///< a pattern: the value, with `*` for any text
    Holds    ///< as a condition of its own
  };
  Kind kind = Kind::Unknown;
  bool constant = false;         ///< Constant
  Operator op = Operator::Equal; ///< Test
  std::string subject;           ///< Test, Unknown: the path or expression, in one spelling
  const ast::Expression *expression = nullptr; ///< Test: that holds the subject
  TestValue value;                             ///< Test
  source::Range range;                         ///< Test: of the constant, else of the rule
  std::vector<Condition> operands;             ///< And, Or, Not
  size_t number = 0; ///< Test, Unknown: for the use of whoever holds the formula
};

Condition conditionOf(const ast::ChoiceRule &rule);

/// Calls `visit` for each Test and Unknown of a formula, which may be const.
template <typename Formula, typename Visit> void forEachTest(Formula &condition, Visit &&visit) {
  if (condition.kind == Condition::Kind::Test || condition.kind == Condition::Kind::Unknown)
    visit(condition);
  for (auto &operand : condition.operands)
    forEachTest(operand, visit);
}

/// Whether a Test holds for a value of its subject.
bool holds(const Condition &test, const TestValue &value);

/// A text that a pattern of `StringMatches` matches, with `filling` for each `*` of it.
std::string textOfPattern(std::string_view pattern, std::string_view filling);

/// The truth of a formula when `truth` gives that of its tests; nullopt: not known.
template <typename Truth> std::optional<bool> evaluate(const Condition &condition, Truth &&truth) {
  using enum Condition::Kind;
  switch (condition.kind) {
  case Constant:
    return condition.constant;
  case Test:
  case Unknown:
    return truth(condition);
  case Not: {
    std::optional<bool> value = evaluate(condition.operands[0], truth);
    return value ? std::optional(!*value) : std::nullopt;
  }
  case And:
  case Or:
    break;
  }
  bool decides = condition.kind == Or, known = true;
  for (const Condition &operand : condition.operands) {
    std::optional<bool> value = evaluate(operand, truth);
    if (value == decides)
      return decides;
    known &= value.has_value();
  }
  return known ? std::optional(!decides) : std::nullopt;
}

} // namespace aslc::sema
