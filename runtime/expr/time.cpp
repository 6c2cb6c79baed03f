// Timestamps: calendar arithmetic and the strict reader.
#include "runtime/expr/time.h"

#include <algorithm>
#include <cstdio>

namespace asl {
namespace {

constexpr int64_t kSecondsPerDay = 86400;

int daysInMonth(int year, int month) {
  constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
  return month == 2 && leap ? 29 : days[month - 1];
}

/// Takes a text apart from its front; once something did not fit, `good` stays false.
struct TimestampReader {
  std::string_view rest;
  bool good = true;

  void literal(char c) {
    if (!rest.empty() && rest.front() == c)
      rest.remove_prefix(1);
    else
      good = false;
  }
  bool isDigit() const { return !rest.empty() && rest.front() >= '0' && rest.front() <= '9'; }
  /// Exactly `count` digits, at most `most`.
  int digits(int count, int most) {
    int value = 0;
    for (; count > 0; --count, rest.remove_prefix(1)) {
      if (!isDigit()) {
        good = false;
        return 0;
      }
      value = value * 10 + (rest.front() - '0');
    }
    good = good && value <= most;
    return value;
  }
  /// `.digits`, 1 to 9 of them, as nanoseconds; 0 when there is no dot.
  uint32_t fraction() {
    if (rest.empty() || rest.front() != '.')
      return 0;
    rest.remove_prefix(1);
    uint32_t value = 0;
    int count = 0;
    for (; count < 9 && isDigit(); ++count, rest.remove_prefix(1))
      value = value * 10 + static_cast<uint32_t>(rest.front() - '0');
    good = good && count > 0;
    for (; count < 9; ++count)
      value *= 10;
    return value;
  }
  /// `Z` or `+HH:MM`, in seconds.
  int offset() {
    if (!rest.empty() && (rest.front() == '+' || rest.front() == '-')) {
      int sign = rest.front() == '+' ? 1 : -1;
      rest.remove_prefix(1);
      int hours = digits(2, 23);
      literal(':');
      return sign * (hours * 3600 + digits(2, 59) * 60);
    }
    literal('Z');
    return 0;
  }
};

} // namespace

// Years begin in March here, so that the leap day is the last of its year.
int64_t daysSinceEpoch(CivilDay date) {
  auto [year, month, day] = date;
  year -= month <= 2;
  int64_t era = (year >= 0 ? year : year - 399) / 400;
  int64_t yearOfEra = year - era * 400;
  int64_t dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  int64_t dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

CivilDay civilDay(int64_t days) {
  days += 719468;
  int64_t era = (days >= 0 ? days : days - 146096) / 146097;
  int64_t dayOfEra = days - era * 146097;
  int64_t yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365;
  int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  int64_t marchMonth = (5 * dayOfYear + 2) / 153;
  int month = static_cast<int>(marchMonth < 10 ? marchMonth + 3 : marchMonth - 9);
  return {yearOfEra + era * 400 + (month <= 2), month,
          static_cast<int>(dayOfYear - (153 * marchMonth + 2) / 5 + 1)};
}

std::optional<Instant> parseTimestamp(std::string_view text) {
  TimestampReader in{text};
  int year = in.digits(4, 9999);
  in.literal('-');
  int month = in.digits(2, 12);
  in.literal('-');
  int day = in.digits(2, 31);
  in.literal('T');
  int hour = in.digits(2, 23);
  in.literal(':');
  int minute = in.digits(2, 59);
  in.literal(':');
  int second = in.digits(2, 59);
  uint32_t nanoseconds = in.fraction();
  int offset = in.offset();
  if (!in.good || !in.rest.empty() || month == 0 || day == 0 || day > daysInMonth(year, month))
    return std::nullopt;
  int64_t seconds = daysSinceEpoch({year, month, day}) * kSecondsPerDay + hour * 3600 +
                    minute * 60 + second - offset;
  return Instant{seconds, nanoseconds};
}

int64_t writableMs(int64_t milliseconds) {
  const int64_t first = daysSinceEpoch({1, 1, 2}), end = daysSinceEpoch({9999, 12, 31});
  return std::clamp(milliseconds, first * kSecondsPerDay * 1000, end * kSecondsPerDay * 1000 - 1);
}

std::string formatTimestamp(int64_t milliseconds) {
  milliseconds = writableMs(milliseconds);
  int64_t days = milliseconds / (kSecondsPerDay * 1000);
  int64_t rest = milliseconds % (kSecondsPerDay * 1000);
  if (rest < 0) {
    rest += kSecondsPerDay * 1000;
    --days;
  }
  CivilDay date = civilDay(days);
  int seconds = static_cast<int>(rest / 1000);
  int fraction = static_cast<int>(rest % 1000);
  char buffer[64];
  int length = std::snprintf(buffer, sizeof buffer, "%04lld-%02d-%02dT%02d:%02d:%02d.%03dZ",
                             static_cast<long long>(date.year), date.month, date.day,
                             seconds / 3600, seconds / 60 % 60, seconds % 60, fraction);
  return std::string(buffer, static_cast<size_t>(length));
}

} // namespace asl
