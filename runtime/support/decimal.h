// Numbers of any size and precision, as their decimal text gives them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// 0.digits * 10^exponent, without zeros at either end of `digits`; zero has no digits and is not
/// negative. Two texts mean the same number when their decimals are equal.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
  bool operator==(const Decimal &) const = default;
};

/// Reads what Java's `new BigDecimal(text)` takes: an optional sign, digits with or without a
/// point, an optional exponent. nullopt for any other text.
std::optional<Decimal> parseDecimal(std::string_view text);

/// Reads a valid number of JSON. An exponent that 60 bits do not hold counts as one that they just
/// hold.
Decimal decimalOfJson(std::string_view number);
/// The double nearest to a valid number of JSON; infinite or zero where it is out of range.
double nearestDouble(std::string_view number);

/// Orders as Java's BigDecimal.compareTo: negative, 0 or positive.
int compareDecimals(const Decimal &a, const Decimal &b);

} // namespace asl
