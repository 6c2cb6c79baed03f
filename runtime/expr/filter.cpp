// Comparisons in filters, as Jayway 2.0.0 compares: by the types of both sides, where the right
// side is what is asked for and the left side is what the document has.
#include "runtime/expr/java_text.h"
#include "runtime/expr/missing.h"
#include "runtime/expr/regex.h"
#include "runtime/expr/walk.h"
#include "runtime/support/decimal.h"
#include "runtime/value/json.h"

#include <optional>
#include <string>

namespace asl {
namespace {

/// How the value asked for stands to the value found, or that they do not compare, or why the
/// filter fails.
struct Order {
  enum Kind { Known, None, Failed } kind = None;
  int sign = 0;
  std::string failure;
};

Order known(int sign) { return {Order::Known, sign, {}}; }

/// A null, or the text "null".
bool isNullish(Value value) {
  return value.tag == ASL_NULL || (isString(value) && text(value) == "null");
}

bool isSame(Value a, Value b) {
  return a.tag == b.tag && (isString(a) || isArray(a) || isObject(a)) && a.bits == b.bits;
}

/// A string of the filter may hold `\'`; the document's `'` equals it.
int compareStrings(std::string_view expected, std::string_view found) {
  if (expected.find("\\'") == std::string_view::npos)
    return compareText(expected, found);
  std::string plain;
  for (size_t i = 0; i < expected.size(); ++i)
    if (expected.substr(i, 2) != "\\'")
      plain += expected[i];
  return compareText(plain, found);
}

Order compareNumbers(Value expected, Value found) {
  if (expected.tag == ASL_INTEGER && found.tag == ASL_INTEGER)
    return known((expected.integer > found.integer) - (expected.integer < found.integer));
  std::string wanted = isString(expected) ? std::string(text(expected)) : json::write(expected);
  std::optional<Decimal> left = parseDecimal(wanted);
  std::optional<Decimal> right = parseDecimal(json::write(found));
  if (!left)
    return {Order::Failed, 0, "'" + wanted + "' is not a number and cannot be compared with one"};
  return right ? known(compareDecimals(*left, *right)) : Order{};
}

/// Java's Boolean.valueOf: "true" in whatever case.
bool isTrueText(std::string_view text) {
  constexpr std::string_view word = "true";
  if (text.size() != word.size())
    return false;
  for (size_t i = 0; i < word.size(); ++i)
    if ((text[i] | 0x20) != word[i])
      return false;
  return true;
}

Order compare(Value expected, Value found) {
  if (isSame(expected, found))
    return known(0);
  bool expectedNullish = isNullish(expected), foundNullish = isNullish(found);
  if (expectedNullish || foundNullish)
    return known(int(foundNullish) - int(expectedNullish));
  if (isString(expected) && isString(found))
    return known(compareStrings(text(expected), text(found)));
  if (isNumber(found) && (isNumber(expected) || isString(expected)))
    return compareNumbers(expected, found);
  if (isBoolean(found) && (isBoolean(expected) || isString(expected))) {
    bool wanted = isString(expected) ? isTrueText(text(expected)) : expected.tag == ASL_TRUE;
    return known(int(wanted) - int(found.tag == ASL_TRUE));
  }
  return {};
}

bool holds(uint32_t comparison, int sign) {
  switch (comparison) {
  case ASL_EQ:
    return sign == 0;
  case ASL_NE:
    return sign != 0;
  case ASL_LT: // found < expected
    return sign > 0;
  case ASL_LE:
    return sign >= 0;
  case ASL_GT:
    return sign < 0;
  default:
    return sign <= 0;
  }
}

int32_t fail(asl_gather *gather, const std::string &message) {
  gather->error = invalid(gather, message);
  return -1;
}

/// An operand that was not found: the comparison is false, or it fails. 1: it was found.
int32_t checkOperand(asl_gather *gather, Value operand) {
  if (!isUndefined(operand)) [[likely]]
    return 1;
  if (operand.flags == ASL_MISSING_INDEX_TYPE) {
    const MissingNote &note = noteOf(operand);
    return fail(gather,
                "Filter: [" + std::to_string(note.index) +
                    "] can only be applied to arrays. Current context is: " + javaText(note.value));
  }
  if (operand.flags == ASL_MISSING_SEVERAL)
    return fail(gather, "Multi properties can only be used as path leafs");
  return 0;
}

} // namespace
} // namespace asl

using namespace asl;

int32_t asl_filter_compare(asl_gather *gather, uint32_t comparison, asl_value left,
                           asl_value right) {
  if (int32_t found = checkOperand(gather, left); found <= 0)
    return found;
  if (int32_t found = checkOperand(gather, right); found <= 0)
    return found;
  bool ordering = comparison != ASL_EQ && comparison != ASL_NE;
  if (ordering && (left.tag == ASL_NULL) != (right.tag == ASL_NULL))
    return 0;
  Order order = compare(right, left);
  if (order.kind == Order::Failed)
    return fail(gather, order.failure);
  return order.kind == Order::Known && holds(comparison, order.sign);
}

int32_t asl_filter_exists(asl_gather *gather, asl_value value) {
  if (int32_t found = checkOperand(gather, value); found <= 0)
    return found;
  return value.tag != ASL_NULL;
}

int32_t asl_filter_matches(asl_gather *gather, asl_value value, const asl_regex *regex) {
  if (int32_t found = checkOperand(gather, value); found <= 0)
    return found;
  if (value.tag == ASL_NULL)
    return 0;
  if (isString(value))
    return regexMatches(*regex, text(value));
  return regexMatches(*regex, javaText(value));
}
