// The pictures of dates, taken apart (XPath fn:format-dateTime).
#pragma once

#include "runtime/expr/jsonata/numbers/integer_picture.h"

#include <array>

namespace asl::jsonata {

struct DatePart {
  enum class NameCase : uint8_t { No, Lower, Upper, Title };
  char component = 0; ///< 0: `literal`
  std::string literal;
  NameCase names = NameCase::No;
  std::optional<IntegerPicture> integer;
  std::optional<size_t> maximumWidth;
  bool zuluForZero = false; ///< `t`: UTC is `Z`
  int yearDigits = -1;      ///< Y: how many are shown; -1: all
};

struct DatePicture {
  std::vector<DatePart> parts;
};

/// D3131, D3132 (unknown component), D3135 (no closing bracket).
PictureResult<DatePicture> analyseDate(std::string_view picture);

inline constexpr std::array<std::string_view, 12> monthNames = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
inline constexpr std::array<std::string_view, 7> dayNames = {
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};

/// The most milliseconds before and after 1970 that ECMAScript's Date has.
inline constexpr double largestMillis = 8.64e15;

/// Milliseconds of a UTC date and time; month 0 to 11, and any part may overflow into the next.
/// Years 0 to 99 are 1900 to 1999, as ECMAScript's Date.UTC has it. NaN for a year far out of its
/// range and for parts that are not finite.
double utcMillis(double year, double month, double day, double hour = 0, double minute = 0,
                 double second = 0, double milli = 0);
/// The value of a component letter (`Y`, `M`, `d`, `W`, ...) of a UTC time of at most
/// `largestMillis`.
int64_t dateFragment(double millis, char component);

} // namespace asl::jsonata
