// ECMAScript's number texts.
#include "runtime/expr/jsonata/numbers/number_text.h"

#include "runtime/support/decimal.h"
#include "runtime/value/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace asl::jsonata {

namespace {

/// `text` (as numberText writes) moved by `places` decimal places and read again: exact where a
/// multiplication by a power of ten is not.
double shifted(double number, int places) {
  if (!std::isfinite(number))
    return number;
  std::string text = numberText(number);
  size_t e = text.find('e');
  int exponent = places;
  if (e != std::string::npos) {
    exponent += std::atoi(text.c_str() + e + 1);
    text.resize(e);
  }
  return nearestDouble(text + "e" + std::to_string(exponent));
}

} // namespace

std::string numberText(double number) {
  if (std::isnan(number))
    return "NaN";
  if (std::isinf(number))
    return number < 0 ? "-Infinity" : "Infinity";
  if (number == 0)
    return "0";
  number_detail::Digits shortest = number_detail::shortestDigits(std::fabs(number));
  std::string text = number < 0 ? "-" : "";
  std::string digits(shortest.text, static_cast<size_t>(shortest.count));
  int count = shortest.count, n = shortest.exponent + 1; // 0.DIGITS * 10^n
  if (count <= n && n <= 21)
    return text + digits + std::string(static_cast<size_t>(n - count), '0');
  if (0 < n && n <= 21)
    return text + digits.substr(0, static_cast<size_t>(n)) + "." +
           digits.substr(static_cast<size_t>(n));
  if (-6 < n && n <= 0)
    return text + "0." + std::string(static_cast<size_t>(-n), '0') + digits;
  text += digits[0];
  if (count > 1)
    text += "." + digits.substr(1);
  return text + (n - 1 < 0 ? "e-" : "e+") + std::to_string(std::abs(n - 1));
}

double toPrecision15(double number) {
  char buffer[40];
  auto end =
      std::to_chars(buffer, buffer + sizeof buffer, number, std::chars_format::scientific, 14).ptr;
  return nearestDouble({buffer, static_cast<size_t>(end - buffer)});
}

double roundHalfEven(double number, int precision) {
  double value = precision ? shifted(number, precision) : number;
  if (!std::isfinite(value)) // it has no digits there
    return number;
  double result = std::floor(value + 0.5);
  if (value - std::floor(value) < 0.5) // 0.49999999999999994 + 0.5 is 1
    result = std::floor(value);
  if (std::fabs(result - value) == 0.5 && std::fabs(std::fmod(result, 2)) == 1)
    result -= 1;
  if (precision)
    result = shifted(result, -precision);
  return result == 0 ? 0 : result;
}

std::string inBase(double integer, int radix) {
  if (radix == 10 || !std::isfinite(integer))
    return numberText(integer);
  std::string text;
  double left = std::fabs(integer);
  for (; left / radix >= 0x1p53;
       left /= radix) // V8 writes 0 for digits beyond the precision of a double
    text.insert(text.begin(), '0');
  do {
    double digit = std::fmod(left, radix);
    text.insert(text.begin(), "0123456789abcdefghijklmnopqrstuvwxyz"[static_cast<int>(digit)]);
    left = (left - digit) / radix;
  } while (left > 0);
  return integer < 0 ? "-" + text : text;
}

std::string fixed(double number, int places) {
  number = std::fabs(number);
  if (number >= 1e21)
    return numberText(number);
  std::string text(400, '\0');
  places = std::min(places, 350); // only zeros follow
  auto end = std::to_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed,
                           places)
                 .ptr;
  text.resize(static_cast<size_t>(end - text.data()));
  return text;
}

} // namespace asl::jsonata
