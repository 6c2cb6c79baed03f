// Numbers compared as Java's BigDecimal compares them: exactly, by their decimal text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// 0.digits * 10^exponent, without zeros at either end of `digits`; zero has no digits.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
};

/// Reads what Java's `new BigDecimal(text)` takes: an optional sign, digits with or without a
/// point, an optional exponent. nullopt for any other text.
std::optional<Decimal> parseDecimal(std::string_view text);

/// Negative, 0 or positive.
int compareDecimals(const Decimal &a, const Decimal &b);

} // namespace asl
