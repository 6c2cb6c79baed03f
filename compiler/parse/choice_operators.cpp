// The comparison operators of Choice rules. See https://states-language.net/spec.html#choice-state
#include "compiler/parse/choice_operators.h"

#include <algorithm>

namespace aslc::parse {

namespace {

using enum ChoiceOperator::Operand;

constexpr ChoiceOperator operators[] = {
    {"StringEquals", String, false},
    {"StringEqualsPath", String, true},
    {"StringLessThan", String, false},
    {"StringLessThanPath", String, true},
    {"StringGreaterThan", String, false},
    {"StringGreaterThanPath", String, true},
    {"StringLessThanEquals", String, false},
    {"StringLessThanEqualsPath", String, true},
    {"StringGreaterThanEquals", String, false},
    {"StringGreaterThanEqualsPath", String, true},
    {"StringMatches", String, false},
    {"NumericEquals", Number, false},
    {"NumericEqualsPath", Number, true},
    {"NumericLessThan", Number, false},
    {"NumericLessThanPath", Number, true},
    {"NumericGreaterThan", Number, false},
    {"NumericGreaterThanPath", Number, true},
    {"NumericLessThanEquals", Number, false},
    {"NumericLessThanEqualsPath", Number, true},
    {"NumericGreaterThanEquals", Number, false},
    {"NumericGreaterThanEqualsPath", Number, true},
    {"BooleanEquals", Boolean, false},
    {"BooleanEqualsPath", Boolean, true},
    {"TimestampEquals", Timestamp, false},
    {"TimestampEqualsPath", Timestamp, true},
    {"TimestampLessThan", Timestamp, false},
    {"TimestampLessThanPath", Timestamp, true},
    {"TimestampGreaterThan", Timestamp, false},
    {"TimestampGreaterThanPath", Timestamp, true},
    {"TimestampLessThanEquals", Timestamp, false},
    {"TimestampLessThanEqualsPath", Timestamp, true},
    {"TimestampGreaterThanEquals", Timestamp, false},
    {"TimestampGreaterThanEqualsPath", Timestamp, true},
    {"IsNull", Boolean, false},
    {"IsPresent", Boolean, false},
    {"IsNumeric", Boolean, false},
    {"IsString", Boolean, false},
    {"IsBoolean", Boolean, false},
    {"IsTimestamp", Boolean, false},
};

} // namespace

std::span<const ChoiceOperator> choiceOperators() { return operators; }

const ChoiceOperator *findChoiceOperator(std::string_view name) {
  auto found = std::find_if(std::begin(operators), std::end(operators),
                            [&](const ChoiceOperator &op) { return op.name == name; });
  return found == std::end(operators) ? nullptr : found;
}

} // namespace aslc::parse
