// Analysis of date pictures, and the calendar under them.
#include "runtime/expr/jsonata/datetime/date_picture.h"

#include "runtime/expr/time.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace asl::jsonata {

namespace {

constexpr double millisInDay = 86400000;

std::string_view defaultPresentation(char component) {
  switch (component) {
  case 'Y':
  case 'M':
  case 'D':
  case 'd':
  case 'W':
  case 'w':
  case 'X':
  case 'x':
  case 'H':
  case 'h':
  case 'f':
    return "1";
  case 'F':
  case 'P':
  case 'C':
  case 'E':
    return "n";
  case 'm':
  case 's':
    return "01";
  case 'Z':
  case 'z':
    return "01:01";
  default:
    return {};
  }
}

std::optional<size_t> width(std::string_view text) {
  if (text.empty() || text == "*" || text[0] < '0' || text[0] > '9')
    return std::nullopt;
  return static_cast<size_t>(std::strtoul(std::string(text.substr(0, 6)).c_str(), nullptr, 10));
}

void finishYear(DatePart &part) {
  if (part.maximumWidth) {
    part.yearDigits = static_cast<int>(*part.maximumWidth);
    part.integer->mandatoryDigits = *part.maximumWidth;
  } else if (size_t shown = part.integer->mandatoryDigits + part.integer->optionalDigits;
             shown >= 2) {
    part.yearDigits = static_cast<int>(shown);
  }
}

/// A marker such as `Y0001` or `MNn,*-3`, without its brackets and blanks.
PictureResult<DatePart> analyseMarker(std::string_view marker, DatePart *previous) {
  DatePart part;
  part.component = marker.empty() ? '\0' : marker[0];
  size_t comma = marker.rfind(',');
  std::optional<size_t> minimum;
  std::string presentation(marker.substr(std::min<size_t>(1, marker.size()),
                                         comma == std::string_view::npos ? comma : comma - 1));
  if (comma != std::string_view::npos) {
    std::string_view widths = marker.substr(comma + 1);
    size_t dash = widths.find('-');
    minimum = width(widths.substr(0, dash));
    if (dash != std::string_view::npos)
      part.maximumWidth = width(widths.substr(dash + 1));
  }
  std::string modifier;
  if (presentation.size() > 1 && std::strchr("atco", presentation.back())) {
    modifier = presentation.back();
    presentation.pop_back();
  }
  part.zuluForZero = modifier == "t";
  std::string_view fallback = defaultPresentation(part.component);
  if (presentation.empty())
    presentation = fallback;
  if (presentation.empty())
    return {std::nullopt, "D3132", std::string(1, part.component)};
  if (presentation[0] == 'n') {
    part.names = DatePart::NameCase::Lower;
  } else if (presentation[0] == 'N') {
    part.names =
        presentation.substr(0, 2) == "Nn" ? DatePart::NameCase::Title : DatePart::NameCase::Upper;
  } else if (part.component && std::strchr("YMDdFWwXxHhmsf", part.component)) {
    auto integer = analyseInteger(modifier.empty() ? presentation : presentation + ";" + modifier);
    if (!integer.value)
      return {std::nullopt, integer.code, integer.about};
    part.integer = std::move(*integer.value);
    if (minimum)
      part.integer->mandatoryDigits = std::max(part.integer->mandatoryDigits, *minimum);
    if (part.component == 'Y')
      finishYear(part);
    if (previous && previous->integer)
      previous->integer->parseWidth = previous->integer->mandatoryDigits;
  }
  if (part.component == 'Z' || part.component == 'z') {
    auto integer = analyseInteger(presentation);
    if (!integer.value)
      return {std::nullopt, integer.code, integer.about};
    part.integer = std::move(*integer.value);
  }
  return {part, nullptr, {}};
}

std::string withoutBlanks(std::string_view text) {
  std::string out;
  for (char c : text)
    if (!std::strchr(" \t\n\r\v\f", c))
      out += c;
  return out;
}

void addLiteral(std::vector<DatePart> &parts, std::string_view text) {
  if (text.empty())
    return;
  DatePart part;
  for (size_t i = 0; i < text.size(); ++i) {
    part.literal += text[i];
    if (text.substr(i, 2) == "]]")
      ++i;
  }
  parts.push_back(std::move(part));
}

} // namespace

PictureResult<DatePicture> analyseDate(std::string_view picture) {
  DatePicture result;
  size_t start = 0, at = 0;
  while (at < picture.size()) {
    if (picture[at] != '[') {
      ++at;
      continue;
    }
    addLiteral(result.parts, picture.substr(start, at - start));
    if (picture.substr(at, 2) == "[[") {
      addLiteral(result.parts, "[");
      start = at += 2;
      continue;
    }
    size_t close = picture.find(']', at);
    if (close == std::string_view::npos)
      return {std::nullopt, "D3135", {}};
    DatePart *previous = result.parts.empty() ? nullptr : &result.parts.back();
    auto part = analyseMarker(withoutBlanks(picture.substr(at + 1, close - at - 1)), previous);
    if (!part.value)
      return {std::nullopt, part.code, part.about};
    result.parts.push_back(std::move(*part.value));
    start = at = close + 1;
  }
  addLiteral(result.parts, picture.substr(start));
  return {result, nullptr, {}};
}

double utcMillis(double year, double month, double day, double hour, double minute, double second,
                 double milli) {
  constexpr double mostYears = 1e6;
  if (year >= 0 && year <= 99)
    year += 1900;
  year += std::floor(month / 12);
  if (!(std::fabs(year) <= mostYears)) // also when it or the month is not finite
    return std::numeric_limits<double>::quiet_NaN();
  month -= std::floor(month / 12) * 12;
  int64_t first =
      daysSinceEpoch({static_cast<int64_t>(year), static_cast<int>(month) + 1, /*day=*/1});
  double days = static_cast<double>(first) + day - 1;
  return days * millisInDay + ((hour * 60 + minute) * 60 + second) * 1000 + milli;
}

namespace {

struct YearMonth {
  int64_t year;
  int64_t month; ///< 0 to 11
  YearMonth next() const {
    return month == 11 ? YearMonth{year + 1, 0} : YearMonth{year, month + 1};
  }
  YearMonth previous() const {
    return month == 0 ? YearMonth{year - 1, 11} : YearMonth{year, month - 1};
  }
};

double startOf(YearMonth at, int day = 1) {
  return utcMillis(static_cast<double>(at.year), static_cast<double>(at.month), day);
}

int64_t weekday(double millis) { // 1 Monday to 7 Sunday
  auto days = static_cast<int64_t>(std::floor(millis / millisInDay));
  return ((days + 3) % 7 + 7) % 7 + 1;
}

/// The Monday of the week that holds the first Thursday.
double startOfFirstWeek(YearMonth at) {
  double first = startOf(at);
  int64_t day = weekday(first);
  return day > 4 ? first + static_cast<double>(8 - day) * millisInDay
                 : first - static_cast<double>(day - 1) * millisInDay;
}

/// The week of `today` counted from the first week of `at`; `longest`: weeks that may belong to
/// `next`.
int64_t weekOf(double today, YearMonth at, YearMonth next, YearMonth previous, double longest) {
  auto weeks = [&](YearMonth from) {
    return (today - startOfFirstWeek(from)) / (millisInDay * 7) + 1;
  };
  double week = weeks(at);
  if (week > longest) {
    if (today >= startOfFirstWeek(next))
      week = 1;
  } else if (week < 1) {
    week = weeks(previous);
  }
  return static_cast<int64_t>(std::floor(week));
}

} // namespace

int64_t dateFragment(double millis, char component) {
  double days = std::floor(millis / millisInDay);
  auto inDay = static_cast<int64_t>(millis - days * millisInDay);
  CivilDay date = civilDay(static_cast<int64_t>(days));
  YearMonth month{date.year, date.month - 1};
  YearMonth year{month.year, 0};
  double today =
      startOf(month, date.day); // for years 0 to 99, that of 1900 to 1999, as for the weeks
  int64_t hour = inDay / 3600000;
  switch (component) {
  case 'Y':
    return month.year;
  case 'M':
    return month.month + 1;
  case 'D':
    return date.day;
  case 'd':
    return static_cast<int64_t>((today - startOf(year)) / millisInDay) + 1;
  case 'F':
    return weekday(millis);
  case 'W':
    return weekOf(today, year, {year.year + 1, 0}, {year.year - 1, 0}, 52);
  case 'w':
    return weekOf(today, month, month.next(), month.previous(), 4);
  case 'X':
    return millis < startOfFirstWeek(year)                  ? year.year - 1
           : millis >= startOfFirstWeek({year.year + 1, 0}) ? year.year + 1
                                                            : year.year;
  case 'x':
    return (millis < startOfFirstWeek(month)           ? month.previous().month
            : millis >= startOfFirstWeek(month.next()) ? month.next().month
                                                       : month.month) +
           1;
  case 'H':
    return hour;
  case 'h':
    return hour % 12 == 0 ? 12 : hour % 12;
  case 'P':
    return hour >= 12;
  case 'm':
    return inDay / 60000 % 60;
  case 's':
    return inDay / 1000 % 60;
  case 'f':
    return inDay % 1000;
  default:
    return 0;
  }
}

} // namespace asl::jsonata
