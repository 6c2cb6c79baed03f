// Numbers from data.
#include "runtime/exec/scalar.h"

#include "runtime/value/json.h"

#include <charconv>
#include <cmath>

namespace asl::exec {

std::optional<int64_t> integerOf(Value value) {
  if (value.tag == ASL_INTEGER)
    return value.integer;
  if (!isString(value))
    return std::nullopt;
  std::string_view digits = text(value);
  if (digits.starts_with('+'))
    digits.remove_prefix(1);
  int64_t result = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size())
    return std::nullopt;
  return result;
}

std::optional<double> doubleOf(Value value) {
  if (isNumber(value))
    return toDouble(value);
  if (!isString(value))
    return std::nullopt;
  std::string_view digits = text(value);
  double result = 0;
  auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), result);
  if (digits.empty() || error != std::errc() || end != digits.data() + digits.size() ||
      !std::isfinite(result))
    return std::nullopt;
  return result;
}

std::string plainText(Value value) {
  if (isString(value))
    return std::string(text(value));
  return isUndefined(value) ? std::string() : json::write(value);
}

} // namespace asl::exec
