// Doubles as text, as Java prints them.
#include "runtime/value/number.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <string_view>

namespace asl {
namespace number_detail {
namespace {

/// Takes apart a number in scientific form, `begin` to `end`.
Digits digitsOf(const char *begin, const char *end) {
  Digits result{};
  const char *at = begin;
  for (; *at != 'e'; ++at)
    if (*at != '.')
      result.text[result.count++] = *at;
  while (result.count > 1 && result.text[result.count - 1] == '0')
    --result.count;
  ++at;
  if (*at == '+')
    ++at;
  std::from_chars(at, end, result.exponent);
  return result;
}

/// Java wants the closest of two digits where one digit would do: 4.9E-324. Elsewhere that is
/// "x.0".
Digits javaDigits(double d) {
  Digits digits = shortestDigits(d);
  if (d >= 1e-300 || digits.count > 1)
    return digits;
  char buffer[kDoubleRoom];
  return digitsOf(
      buffer,
      std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific, 1).ptr);
}

char *append(char *out, const char *text, int count) {
  std::memcpy(out, text, static_cast<size_t>(count));
  return out + count;
}

/// 10^-3 <= d < 10^7: digits with a point among them.
char *writePlain(char *out, const Digits &digits) {
  if (digits.exponent < 0) {
    out = append(out, "0.00", 1 - digits.exponent);
    return append(out, digits.text, digits.count);
  }
  int whole = digits.exponent + 1;
  for (int i = 0; i < whole; ++i)
    *out++ = i < digits.count ? digits.text[i] : '0';
  *out++ = '.';
  if (digits.count <= whole) {
    *out++ = '0';
    return out;
  }
  return append(out, digits.text + whole, digits.count - whole);
}

} // namespace

Digits shortestDigits(double d) {
  char buffer[kDoubleRoom];
  return digitsOf(
      buffer, std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific).ptr);
}

char *writeDouble(char *out, double d) {
  if (!std::isfinite(d)) {
    std::string_view name = std::isnan(d) ? "\"NaN\"" : d > 0 ? "\"Infinity\"" : "\"-Infinity\"";
    return append(out, name.data(), static_cast<int>(name.size()));
  }
  if (std::signbit(d)) {
    *out++ = '-';
    d = -d;
  }
  if (d == 0)
    return append(out, "0.0", 3);
  Digits digits = javaDigits(d);
  if (d >= 1e-3 && d < 1e7)
    return writePlain(out, digits);
  *out++ = digits.text[0];
  *out++ = '.';
  if (digits.count == 1)
    *out++ = '0';
  else
    out = append(out, digits.text + 1, digits.count - 1);
  *out++ = 'E';
  return std::to_chars(out, out + 8, digits.exponent).ptr;
}

} // namespace number_detail
} // namespace asl
