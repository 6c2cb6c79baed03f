#include "runtime/value/json_number.h"

#include "runtime/support/decimal.h"
#include "runtime/value/number.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

namespace asl::json {
namespace {

bool isDigit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

bool scanDigits(const char *&at, const char *end, NumberText &number) {
  const char *start = at;
  for (; at != end && isDigit(*at); ++at) {
    number.digits = number.digits * 10 + static_cast<unsigned char>(*at - '0');
    number.count += number.count != 0 || *at != '0';
  }
  return at != start;
}

bool scanExponent(const char *&at, const char *end, NumberText &number) {
  bool negative = at != end && *at == '-';
  at += at != end && (*at == '-' || *at == '+');
  const char *start = at;
  for (; at != end && isDigit(*at); ++at)
    number.exponent = std::min(number.exponent * 10 + (*at - '0'), 1000000l);
  if (negative)
    number.exponent = -number.exponent;
  return at != start;
}

} // namespace

const char *scanNumber(const char *at, const char *end, NumberText &number) {
  constexpr const char *noDigit = "a digit is expected here";
  number.begin = number.end = at;
  number.negative = *at == '-';
  at += number.negative;
  const char *whole = at;
  if (!scanDigits(at, end, number))
    return number.end = at, noDigit;
  if (*whole == '0' && at - whole > 1)
    return "a number must not begin with 0";
  if (at != end && *at == '.') {
    number.integral = false;
    const char *point = at++;
    if (!scanDigits(at, end, number))
      return number.end = at, noDigit;
    number.fraction = at - point - 1;
  }
  if (at != end && (*at == 'e' || *at == 'E')) {
    number.integral = false;
    ++at;
    if (!scanExponent(at, end, number))
      return number.end = at, noDigit;
  }
  number.end = at;
  return nullptr;
}

std::optional<double> doubleOf(const NumberText &number) {
  long exponent = number.exponent - number.fraction;
  if (number.count <= 15 && exponent >= -22 && exponent <= 22) {
    // Both factors are exact doubles, so that the result is the nearest one.
    static constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                         1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                         1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    auto result = static_cast<double>(number.digits);
    result = exponent < 0 ? result / kPowers[-exponent] : result * kPowers[exponent];
    return number.negative ? -result : result;
  }
  double result = 0;
  auto status = std::from_chars(number.begin, number.end, result).ec;
  if (status != std::errc() && number.count != 0)
    return std::nullopt;
  bool roundTrips = number.count <= 15 && std::abs(result) >= std::numeric_limits<double>::min();
  if (roundTrips || number.count == 0)
    return number.count == 0 && number.negative ? -0.0 : result;
  char printed[number_detail::kDoubleRoom];
  char *end = number_detail::writeDouble(printed, result);
  std::string_view written(number.begin, static_cast<size_t>(number.end - number.begin));
  bool same =
      decimalOfJson({printed, static_cast<size_t>(end - printed)}) == decimalOfJson(written);
  return same ? std::optional(result) : std::nullopt;
}

} // namespace asl::json
