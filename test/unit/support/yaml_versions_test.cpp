// How the two versions of YAML read plain scalars.
#include "runtime/support/document/yaml_versions.h"

#include <gmock/gmock.h>

namespace asl::document {

namespace {

std::string compared(std::string_view text) {
  auto difference = compareYamlVersions(text);
  return difference ? difference->in12 + " | " + difference->in11 : "same";
}

TEST(YamlVersions, DifferInWordsForBooleans) {
  EXPECT_EQ(compared("yes"), "text | `true`");
  EXPECT_EQ(compared("OFF"), "text | `false`");
  for (const char *text : {"true", "False", "y", "n", "yES", "~", "null", "", "yes please"})
    EXPECT_EQ(compared(text), "same") << text;
}

TEST(YamlVersions, DifferInNumbers) {
  EXPECT_EQ(compared("010"), "the number 10 | the number 8");
  EXPECT_EQ(compared("012345678901"), "the number 12345678901 | text");
  EXPECT_EQ(compared("0o17"), "the number 15 | text");
  EXPECT_EQ(compared("0b101"), "text | the number 5");
  EXPECT_EQ(compared("1_000"), "text | the number 1000");
  EXPECT_EQ(compared("-1:30"), "text | the number -90");
  EXPECT_EQ(compared("190:20:30"), "text | the number 685230");
  EXPECT_EQ(compared("1e3"), "the number 1e3 | text");
  EXPECT_EQ(compared("1.5e3"), "the number 1.5e3 | text");
  EXPECT_EQ(compared("1_0.5"), "text | a number");
  for (const char *text :
       {"0", "7", "007", "-12", "+12", "0x1F", ".5", "1.5", "1.", "1.5e+3", "1:60", "1:", ":30",
        "arn:aws:states", "-", ".", "99999999999999999999", "1.2.3"})
    EXPECT_EQ(compared(text), "same") << text;
}

TEST(YamlVersions, DifferInDates) {
  EXPECT_EQ(compared("2024-01-01"), "text | a date");
  EXPECT_EQ(compared("2024-03-14T01:59:00Z"), "text | a date");
  EXPECT_EQ(compared("2024-3-14 1:59:00.5 +01:00"), "text | a date");
  for (const char *text : {"2024-1-1", "2024-01", "2024-01-01x", "2024-01-01T01:59", "20240101"})
    EXPECT_EQ(compared(text), "same") << text;
}

} // namespace

} // namespace asl::document
