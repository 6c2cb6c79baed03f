// Numbers as text: Java's way of printing a double, and decimals that no machine number holds.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace asl::number_detail {

/// Room that writeDouble may need.
inline constexpr size_t kDoubleRoom = 32;

/// Writes `d` as Java's Double.toString does; returns the end. What is not finite is written as a
/// quoted string, so that the result is always JSON.
char *writeDouble(char *out, double d);

/// A number's text taken apart: 0.digits * 10^exponent, without leading or trailing zeros in
/// `digits`. Zero has no digits. Two texts mean the same number when all three agree.
struct Decimal {
  bool negative = false;
  std::string digits;
  long exponent = 0;
  bool operator==(const Decimal &) const = default;
};
/// Of a valid JSON number.
Decimal takeApart(std::string_view text);

/// The nearest double of a valid JSON number; infinite or zero where it is out of range.
double nearestDouble(std::string_view text);

} // namespace asl::number_detail
