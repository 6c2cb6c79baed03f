// Timestamps: what the profile takes, and how moments compare and print.
#include "runtime/expr/time.h"

#include <gtest/gtest.h>

#include <array>

namespace asl {
namespace {

TEST(ParseTimestamp, CountsFromTheEpoch) {
  EXPECT_EQ(parseTimestamp("1970-01-01T00:00:00Z"), (Instant{0, 0}));
  EXPECT_EQ(parseTimestamp("1969-12-31T23:59:59.5Z"), (Instant{-1, 500000000}));
  EXPECT_EQ(parseTimestamp("2016-03-05T21:29:29.243167252Z"), (Instant{1457213369, 243167252}));
  EXPECT_EQ(parseTimestamp("0001-01-01T00:00:00Z"), (Instant{-62135596800, 0}));
}

TEST(ParseTimestamp, OffsetsAreTheSameMoment) {
  EXPECT_EQ(parseTimestamp("2024-02-29T12:00:00+05:30"), parseTimestamp("2024-02-29T06:30:00Z"));
  EXPECT_EQ(parseTimestamp("2024-02-29T23:00:00-01:00"), parseTimestamp("2024-03-01T00:00:00Z"));
}

TEST(ParseTimestamp, RefusesWhatTheProfileDoesNotKnow) {
  for (const char *text :
       {"", " ", "2016-13-05T21:29:29Z", "05-12-2016T21:29:29Z", "2016-12-05T25:29:29Z",
        "2016-12-05 21:29:29Z", "2016-12-05T21:29:29", "2016-12-05t21:29:29Z",
        "2016-12-05T21:29:29z", "2023-02-29T00:00:00Z", "2016-12-05T21:29Z",
        "2016-12-05T21:29:29.Z", "2016-12-05T21:29:29.1234567890Z", "2016-12-05T21:29:29+0530",
        "2016-12-05T21:29:29ZZ", "2016-00-05T21:29:29Z", "2016-12-00T21:29:29Z"})
    EXPECT_EQ(parseTimestamp(text), std::nullopt) << text;
}

TEST(CivilDay, IsOfAnyYear) {
  for (auto [days, year, month, day] : {std::array<int, 4>{0, 1970, 1, 1},
                                        {-719528, 0, 1, 1},
                                        {11016, 2000, 2, 29},
                                        {100'000'000, 275760, 9, 13},
                                        {-100'000'000, -271821, 4, 20}}) {
    EXPECT_EQ(daysSinceEpoch({year, month, day}), days);
    CivilDay date = civilDay(days);
    EXPECT_EQ(date.year, year);
    EXPECT_EQ(date.month, month);
    EXPECT_EQ(date.day, day);
  }
}

TEST(FormatTimestamp, LeavesOutAFractionOfZero) {
  EXPECT_EQ(formatTimestamp(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(formatTimestamp(1704103200123), "2024-01-01T10:00:00.123Z");
  EXPECT_EQ(formatTimestamp(-1), "1969-12-31T23:59:59.999Z");
  EXPECT_EQ(formatTimestamp(INT64_MAX), "9999-12-30T23:59:59.999Z");
  EXPECT_EQ(formatTimestamp(INT64_MIN), "0001-01-02T00:00:00.000Z");
}

TEST(FormatTimestamp, ReadsBackAsTheSameMoment) {
  for (int64_t ms = -5'000'000'000'000; ms < 9'000'000'000'000; ms += 86'399'999'937) {
    std::optional<Instant> instant = parseTimestamp(formatTimestamp(ms));
    ASSERT_TRUE(instant) << formatTimestamp(ms);
    EXPECT_EQ(instant->seconds * 1000 + instant->nanoseconds / 1000000, ms);
  }
}

} // namespace
} // namespace asl
