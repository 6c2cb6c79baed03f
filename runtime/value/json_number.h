// Numbers of JSON text, as its grammar takes them apart.
#pragma once

#include <cstdint>
#include <optional>

namespace asl::json {

struct NumberText {
  const char *begin = nullptr;
  const char *end = nullptr; ///< after a failure, where it was found
  uint64_t digits = 0;       ///< the digits as one integer, while they are at most 19
  unsigned count = 0;        ///< significant digits: without leading zeros
  long fraction = 0;         ///< digits after the point
  long exponent = 0;         ///< as written, clamped
  bool negative = false;
  bool integral = true; ///< neither point nor exponent
};

/// Takes apart the number that begins at `at` and ends before `end`. Returns null, or what is
/// wrong.
const char *scanNumber(const char *at, const char *end, NumberText &number);

/// The double that has all digits of the text, if there is one.
std::optional<double> doubleOf(const NumberText &number);

} // namespace asl::json
