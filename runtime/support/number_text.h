// Numbers as plain text and back, as the C++ library does it without a locale: what std::strtod,
// std::stoull and std::snprintf do depends on the locale of the process, and they take more than
// the number.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace asl {

/// The number that all of `text` is written as; nullopt when there is anything else in it, when it
/// is empty, and when it does not fit into `Number`. A sign may only be `-`, and only when `Number`
/// has negative values. For floating-point numbers, `inf` and `nan` are numbers.
template <typename Number> std::optional<Number> parseNumber(std::string_view text) {
  Number number{};
  const char *end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// Likewise for an integer whose digits are to the base `base` (2 to 36), in either case, without a
/// prefix.
template <typename Integer> std::optional<Integer> parseInteger(std::string_view text, int base) {
  static_assert(std::is_integral_v<Integer>);
  Integer number{};
  const char *end = text.data() + text.size();
  auto [at, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && at == end ? std::optional(number) : std::nullopt;
}

/// The shortest text that reads back as `number`: `0.1`, `1e+30`, `inf`.
std::string shortestText(double number);

} // namespace asl
