// Conversions of data to numbers, as Java does them.
#include "runtime/states/number_fields.h"

#include "runtime/support/number_text.h"
#include "runtime/value/json.h"

#include <cmath>

namespace asl::states {

std::optional<int64_t> integerOf(Value value) {
  if (value.tag == ASL_INTEGER)
    return value.integer;
  if (!isString(value))
    return std::nullopt;
  std::string_view digits = text(value);
  if (digits.starts_with('+'))
    digits.remove_prefix(1);
  return parseNumber<int64_t>(digits);
}

std::optional<int64_t> wholeNumberOf(Value value) {
  if (value.tag == ASL_INTEGER)
    return value.integer;
  if (!isNumber(value))
    return std::nullopt;
  double number = toDouble(value);
  constexpr double kLimit = 9223372036854775808.0; // 2^63
  if (number != std::floor(number) || number < -kLimit || number >= kLimit)
    return std::nullopt;
  return static_cast<int64_t>(number);
}

std::optional<double> doubleOf(Value value) {
  if (isNumber(value))
    return toDouble(value);
  if (!isString(value))
    return std::nullopt;
  std::string_view digits = text(value);
  std::optional<double> result = parseNumber<double>(digits);
  return result && std::isfinite(*result) ? result : std::nullopt;
}

std::string plainText(Value value) {
  if (isString(value))
    return std::string(text(value));
  return isUndefined(value) ? std::string() : json::write(value);
}

} // namespace asl::states
