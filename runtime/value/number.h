// Doubles as text, as Java prints them.
#pragma once

#include <cstddef>

namespace asl::number_detail {

/// Room that writeDouble may need.
inline constexpr size_t kDoubleRoom = 32;

/// The significant digits of a double and where its point stands: d1.d2d3... * 10^exponent.
struct Digits {
  char text[20];
  int count;
  int exponent;
};

/// The fewest digits that read back as `d`, which is positive and finite.
Digits shortestDigits(double d);

/// Writes `d` as Java's Double.toString does; returns the end. What is not finite is written as a
/// quoted string, so that the result is always JSON.
char *writeDouble(char *out, double d);

} // namespace asl::number_detail
