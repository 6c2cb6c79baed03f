// Numbers as plain text and back, and UUIDs.
#include "runtime/support/number_text.h"
#include "runtime/support/uuid.h"

#include <gtest/gtest.h>

namespace asl {
namespace {

TEST(NumberText, ANumberIsAllOfTheText) {
  EXPECT_EQ(parseNumber<int>("-12"), -12);
  EXPECT_EQ(parseNumber<double>("1.5e3"), 1500.0);
  for (const char *text : {"", "-", "+1", " 1", "1 ", "1x", "0x1", "1.5"})
    EXPECT_FALSE(parseNumber<int>(text)) << text;
}

TEST(NumberText, ANumberFitsItsType) {
  EXPECT_EQ(parseNumber<uint8_t>("255"), 255);
  EXPECT_FALSE(parseNumber<uint8_t>("256"));
  EXPECT_FALSE(parseNumber<uint32_t>("-1"));
  EXPECT_FALSE(parseNumber<double>("1e400"));
}

TEST(NumberText, IntegersHaveOtherBases) {
  EXPECT_EQ(parseInteger<unsigned>("fF", 16), 255u);
  EXPECT_FALSE(parseInteger<unsigned>("12", 2));
}

TEST(NumberText, TheShortestTextReadsBack) {
  for (double number : {0.1, 1e30, -5e-324, 1.7976931348623157e308, 12.0})
    EXPECT_EQ(parseNumber<double>(shortestText(number)), number);
  EXPECT_EQ(shortestText(0.1), "0.1");
}

TEST(Uuid, SaysItsVersionAndVariant) {
  EXPECT_EQ(uuidText(0, 0), "00000000-0000-4000-8000-000000000000");
  EXPECT_EQ(uuidText(~uint64_t(0), ~uint64_t(0), 7), "ffffffff-ffff-7fff-bfff-ffffffffffff");
}

} // namespace
} // namespace asl
