// `timestamp` and `formatdate`.
#include "compiler/project/hcl_dates.h"

#include "runtime/expr/time.h"
#include "runtime/support/number_text.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace aslc::project {

namespace {

constexpr std::array<std::string_view, 12> months = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> days = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                  "Thursday", "Friday", "Saturday"};

/// The parts of a timestamp, in its own zone.
struct Parts {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, weekday = 0;
  std::string zone; ///< `Z`, `+02:00`
};

int numberAt(std::string_view text, size_t at, size_t size) {
  return asl::parseNumber<int>(text.substr(at, size)).value_or(0);
}

Parts partsOf(std::string_view timestamp) {
  Parts parts;
  bool isUtc = timestamp.ends_with('Z') || timestamp.ends_with('z');
  parts.zone = isUtc ? "Z" : timestamp.substr(timestamp.size() - 6);
  int64_t offset = 0; // seconds
  if (!isUtc)
    offset = (parts.zone[0] == '-' ? -60 : 60) *
             (numberAt(parts.zone, 1, 2) * 60 + numberAt(parts.zone, 4, 2));
  if (auto instant = asl::parseTimestamp(timestamp)) {
    constexpr int64_t daySeconds = 86'400;
    int64_t local = instant->seconds + offset;
    int64_t day = local / daySeconds - (local % daySeconds < 0 ? 1 : 0);
    parts.weekday = static_cast<int>(((day + 4) % 7 + 7) % 7);
    std::string text = asl::formatTimestamp(local * 1000); // `2018-01-02T23:12:01.000Z`
    parts.year = numberAt(text, 0, 4);
    parts.month = numberAt(text, 5, 2);
    parts.day = numberAt(text, 8, 2);
    parts.hour = numberAt(text, 11, 2);
    parts.minute = numberAt(text, 14, 2);
    parts.second = numberAt(text, 17, 2);
  }
  return parts;
}

std::string digits(int number, size_t width) {
  std::string text = std::to_string(number);
  return std::string(width > text.size() ? width - text.size() : 0, '0') + text;
}

std::string zoneOf(const std::string &zone, size_t length) {
  if (length == 1 || length == 5)
    return length == 5 && zone == "Z" ? "+00:00" : zone;
  if (zone == "Z")
    return length == 3 ? "UTC" : "+0000";
  return zone.substr(0, 3) + zone.substr(4);
}

/// What `letter`, repeated `length` times in a format, stands for; empty when it has no meaning.
std::string valueOf(char letter, size_t length, const Parts &parts) {
  auto number = [&](int value) { return length > 2 ? std::string() : digits(value, length); };
  auto name = [&](std::string_view full) {
    return std::string(length == 3 ? full.substr(0, 3) : full);
  };
  int half = (parts.hour + 11) % 12 + 1;
  switch (letter) {
  case 'Y':
    return length == 4   ? digits(parts.year, 4)
           : length == 2 ? digits(parts.year % 100, 2)
                         : std::string();
  case 'M': {
    auto month = static_cast<size_t>(std::clamp(parts.month, 1, 12)) - 1;
    return length == 3 || length == 4 ? name(months[month]) : number(parts.month);
  }
  case 'D':
    return number(parts.day);
  case 'E':
    return length == 3 || length == 4 ? name(days[static_cast<size_t>(parts.weekday)]) : "";
  case 'h':
    return number(parts.hour);
  case 'H':
    return number(half);
  case 'A':
    return length == 2 ? (parts.hour < 12 ? "AM" : "PM") : "";
  case 'a':
    return length == 2 ? (parts.hour < 12 ? "am" : "pm") : "";
  case 'm':
    return number(parts.minute);
  case 's':
    return number(parts.second);
  case 'Z':
    return length == 2 || length > 5 ? "" : zoneOf(parts.zone, length);
  default:
    return "";
  }
}

} // namespace

std::string currentTimestamp() {
  std::string text = asl::formatTimestamp(asl::systemMs());
  return text.substr(0, text.find('.')) + "Z";
}

asl::Expected<std::string> formattedDate(std::string_view form, std::string_view timestamp) {
  const Parts parts = partsOf(timestamp);
  std::string all;
  for (size_t at = 0; at < form.size();) {
    char c = form[at];
    if (c == '\'') { // a quoted text, in which two quotes are one
      size_t end = at + 1;
      for (; end < form.size(); ++end) {
        if (form[end] == '\'' && form.substr(end + 1, 1) != "'")
          break;
        all += form[end];
        end += form[end] == '\'' ? 1 : 0;
      }
      if (end >= form.size())
        return asl::Failure{"a quote of the date's form is not closed"};
      at = end + 1;
      continue;
    }
    size_t end = std::min(form.find_first_not_of(c, at), form.size());
    if (std::isalpha(static_cast<unsigned char>(c)) == 0) {
      all += form.substr(at, end - at);
      at = end;
      continue;
    }
    std::string value = valueOf(c, end - at, parts);
    if (value.empty())
      return asl::Failure{"`" + std::string(form.substr(at, end - at)) +
                          "` is not a part of a date; letters that mean themselves are in quotes"};
    all += value;
    at = end;
  }
  return all;
}

} // namespace aslc::project
