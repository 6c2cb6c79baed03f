// See intrinsic.h.
#include "runtime/expr/intrinsic.h"

#include <cmath>
#include <limits>

namespace asl {

Value intrinsicFailure(asl_heap *heap, std::string_view function, std::string_view message) {
  std::string cause = "The function 'States.";
  cause.append(function).append("' had the following error: ").append(message);
  return Heap::of(heap).error("States.IntrinsicFailure", cause, true, false);
}

std::optional<int64_t> roundedInteger(Value value) {
  if (value.tag == ASL_INTEGER) [[likely]]
    return value.integer;
  if (!isNumber(value))
    return std::nullopt;
  double number = toDouble(value);
  double rounded = std::floor(number);
  if (number - rounded >= 0.5)
    rounded += 1;
  if (rounded >= 9223372036854775808.0)
    return std::numeric_limits<int64_t>::max();
  if (rounded <= -9223372036854775808.0)
    return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(rounded);
}

} // namespace asl
