// Reading and comparing decimals.
#include "runtime/support/decimal.h"

#include "runtime/support/number_text.h"

#include <algorithm>
#include <limits>

namespace asl {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// Takes the digits at the begin of `text`.
std::string_view takeDigits(std::string_view &text) {
  size_t count = 0;
  while (count < text.size() && isDigit(text[count]))
    ++count;
  std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool takeSign(std::string_view &text) {
  bool negative = text.starts_with('-');
  if (negative || text.starts_with('+'))
    text.remove_prefix(1);
  return negative;
}

/// The exponent after `e`, which BigDecimal keeps in 32 bits.
std::optional<int64_t> takeJavaExponent(std::string_view text) {
  bool negative = takeSign(text);
  if (text.empty() || !isDigit(text.front()))
    return std::nullopt;
  std::optional<int32_t> value = parseNumber<int32_t>(text);
  if (!value)
    return std::nullopt;
  return negative ? -int64_t(*value) : int64_t(*value);
}

/// The exponent after `e` of a valid number, at most 60 bits.
std::optional<int64_t> takeLargeExponent(std::string_view text) {
  constexpr int64_t most = int64_t(1) << 60;
  bool negative = takeSign(text);
  int64_t value = std::min(parseNumber<int64_t>(text).value_or(most), most);
  return negative ? -value : value;
}

/// Reads all of `text`; `takeExponent` reads what follows an `e`.
template <typename TakeExponent>
std::optional<Decimal> read(std::string_view text, TakeExponent takeExponent) {
  Decimal result;
  result.negative = takeSign(text);
  std::string_view whole = takeDigits(text);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = takeDigits(text);
  }
  if (whole.empty() && fraction.empty())
    return std::nullopt;
  if (!text.empty()) {
    if (text.front() != 'e' && text.front() != 'E')
      return std::nullopt;
    std::optional<int64_t> exponent = takeExponent(text.substr(1));
    if (!exponent)
      return std::nullopt;
    result.exponent = *exponent;
  }
  result.digits.reserve(whole.size() + fraction.size());
  result.digits.append(whole).append(fraction);
  result.exponent += static_cast<int64_t>(whole.size());
  size_t zeros = std::min(result.digits.find_first_not_of('0'), result.digits.size());
  result.digits.erase(0, zeros);
  result.exponent -= static_cast<int64_t>(zeros);
  result.digits.erase(result.digits.find_last_not_of('0') + 1);
  if (result.digits.empty())
    result = {};
  return result;
}

} // namespace

std::optional<Decimal> parseDecimal(std::string_view text) { return read(text, takeJavaExponent); }

Decimal decimalOfJson(std::string_view number) {
  return read(number, takeLargeExponent).value_or(Decimal{});
}

double nearestDouble(std::string_view number) {
  if (std::optional<double> inRange = parseNumber<double>(number))
    return *inRange;
  Decimal decimal = decimalOfJson(number);
  double result = decimal.digits.empty() || decimal.exponent < 0
                      ? 0.0
                      : std::numeric_limits<double>::infinity();
  return decimal.negative ? -result : result;
}

int compareDecimals(const Decimal &a, const Decimal &b) {
  if (a.negative != b.negative)
    return a.negative ? -1 : 1;
  int sign = a.negative ? -1 : 1;
  if (a.digits.empty() || b.digits.empty())
    return sign * (int(!a.digits.empty()) - int(!b.digits.empty()));
  if (a.exponent != b.exponent)
    return a.exponent < b.exponent ? -sign : sign;
  int order = a.digits.compare(b.digits);
  return order < 0 ? -sign : order > 0 ? sign : 0;
}

} // namespace asl
