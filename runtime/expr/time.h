// The calendar, and timestamps as text: the profile of RFC 3339 that States Language uses.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// A moment in UTC.
struct Instant {
  int64_t seconds = 0; ///< since 1970, rounded down
  uint32_t nanoseconds = 0;
  auto operator<=>(const Instant &) const = default;
};

/// Reads `YYYY-MM-DDTHH:MM:SS[.fraction](Z|+HH:MM|-HH:MM)`: upper-case letters, at most 9 digits of
/// fraction, an existing day. Anything else is nullopt. Allocates nothing. (The profile of RFC 3339
/// in the States Language specification, under Wait State and Choice State.)
std::optional<Instant> parseTimestamp(std::string_view text);

/// A day of the proleptic Gregorian calendar, month 1 to 12.
struct CivilDay {
  int64_t year;
  int month, day;
};
/// The days from 1970-01-01 to `day`, and the day after so many.
int64_t daysSinceEpoch(CivilDay day);
CivilDay civilDay(int64_t days);

/// The nearest time that is in one of the years 1 to 9999 in every time zone. No other times have a
/// text, and clients of the API cannot read an answer with one: one execution with such a time,
/// which a wrong clock gave it, would hide all others of a list.
int64_t writableMs(int64_t milliseconds);

/// Milliseconds since 1970 as the context object prints them: `2024-01-01T10:00:00.000Z`. What has
/// no text is shown as `writableMs`.
std::string formatTimestamp(int64_t milliseconds);

} // namespace asl
