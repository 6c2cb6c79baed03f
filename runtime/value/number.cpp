// Numbers as text: Java's way of printing a double, and decimals that no machine number holds.
#include "runtime/value/number.h"

#include "runtime/value/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

namespace asl {
namespace number_detail {
namespace {

/// The significant digits of a double and where its point stands: d1.d2d3... * 10^exponent.
struct Digits {
  char text[20];
  int count;
  int exponent;
};

/// Shortest digits that read back as `d` (positive, finite, not zero).
Digits shortestDigits(double d) {
  char buffer[kDoubleRoom];
  char *end = std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific).ptr;
  // Java wants the closest of two digits where one digit would do: 4.9E-324. Elsewhere that is
  // "x.0".
  if (d < 1e-300 && buffer[1] == 'e')
    end = std::to_chars(buffer, buffer + sizeof buffer, d, std::chars_format::scientific, 1).ptr;
  Digits result{};
  const char *at = buffer;
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
  Digits digits = shortestDigits(d);
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

Decimal takeApart(std::string_view text) {
  Decimal result;
  size_t at = 0;
  if (text.front() == '-') {
    result.negative = true;
    ++at;
  }
  bool afterPoint = false;
  for (; at < text.size() && text[at] != 'e' && text[at] != 'E'; ++at) {
    if (text[at] == '.') {
      afterPoint = true;
      continue;
    }
    if (result.digits.empty() && text[at] == '0') {
      result.exponent -= afterPoint;
      continue;
    }
    result.digits += text[at];
    result.exponent += !afterPoint;
  }
  while (!result.digits.empty() && result.digits.back() == '0')
    result.digits.pop_back();
  if (result.digits.empty())
    return {};
  if (at < text.size()) {
    ++at;
    if (text[at] == '+')
      ++at;
    long exponent = 0;
    const char *end = text.data() + text.size();
    // An exponent that no long holds is as good as a very large one.
    if (std::from_chars(text.data() + at, end, exponent).ec != std::errc())
      exponent = std::numeric_limits<long>::max() / 4 * (text[at] == '-' ? -1 : 1);
    exponent = std::clamp(exponent, -(1l << 60), 1l << 60);
    result.exponent += exponent;
  }
  return result;
}

double nearestDouble(std::string_view text) {
  double result = 0;
  auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), result);
  if (status == std::errc())
    return result;
  Decimal decimal = takeApart(text);
  result = decimal.digits.empty() || decimal.exponent < 0 ? 0.0
                                                          : std::numeric_limits<double>::infinity();
  return decimal.negative ? -result : result;
}

} // namespace number_detail

void json::appendDouble(std::string &out, double d) {
  char buffer[number_detail::kDoubleRoom];
  out.append(buffer, number_detail::writeDouble(buffer, d));
}

} // namespace asl
