// The operators of Choice rules. A value of another type than the operator's makes it false.
#include "runtime/expr/time.h"
#include "runtime/value/heap.h"

#include <cstring>

namespace asl {
namespace {

bool inOrder(uint32_t comparison, int sign) {
  switch (comparison) {
  case ASL_EQ:
    return sign == 0;
  case ASL_LT:
    return sign < 0;
  case ASL_GT:
    return sign > 0;
  case ASL_LE:
    return sign <= 0;
  default:
    return sign >= 0;
  }
}

int signOf(auto a, auto b) { return int(a > b) - int(a < b); }

} // namespace
} // namespace asl

using namespace asl;

int32_t asl_test_string(asl_value value, asl_value operand, uint32_t comparison) {
  if (!isString(value) || !isString(operand))
    return 0;
  if (comparison == ASL_EQ)
    return text(value) == text(operand);
  return inOrder(comparison, compareText(text(value), text(operand)));
}

int32_t asl_test_numeric(asl_value value, asl_value operand, uint32_t comparison) {
  if (!isNumber(value) || !isNumber(operand))
    return 0;
  return inOrder(comparison, signOf(toDouble(value), toDouble(operand)));
}

int32_t asl_test_boolean(asl_value value, asl_value operand) {
  return isBoolean(value) && value.tag == operand.tag;
}

int32_t asl_test_timestamp(asl_value value, asl_value operand, uint32_t comparison) {
  if (!isString(value) || !isString(operand))
    return 0;
  std::optional<Instant> left = parseTimestamp(text(value));
  std::optional<Instant> right = parseTimestamp(text(operand));
  return left && right && inOrder(comparison, signOf(*left, *right));
}

int32_t asl_test_is_timestamp(asl_value value) {
  return isString(value) && parseTimestamp(text(value)).has_value();
}

int32_t asl_test_matches(asl_value value, const asl_string *const *pieces, uint32_t count) {
  if (!isString(value))
    return 0;
  std::string_view rest = text(value);
  std::string_view first = text(pieces[0]), last = text(pieces[count - 1]);
  if (count == 1)
    return rest == first;
  if (rest.size() < first.size() + last.size() || !rest.starts_with(first) || !rest.ends_with(last))
    return 0;
  rest.remove_prefix(first.size());
  rest.remove_suffix(last.size());
  for (uint32_t i = 1; i + 1 < count; ++i) {
    size_t at = rest.find(text(pieces[i]));
    if (at == std::string_view::npos)
      return 0;
    rest.remove_prefix(at + pieces[i]->length);
  }
  return 1;
}

asl_value asl_choice_failed(asl_heap *heap) {
  return Heap::of(heap).error(
      "States.Runtime",
      "Failed to transition out of the state. The state does not point to a next state.", true,
      true);
}
