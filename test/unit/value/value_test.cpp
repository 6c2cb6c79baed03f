// Values: comparing them, the order of texts, sizes of integers.
#include "runtime/value/json.h"

#include <gtest/gtest.h>

#include <cmath>

namespace asl {
namespace {

bool same(std::string_view a, std::string_view b) {
  Heap heap(nullptr);
  return equals(json::read(heap, a), json::read(heap, b));
}

TEST(Equals, ComparesNumbersByValue) {
  EXPECT_TRUE(same("1", "1.0"));
  EXPECT_TRUE(same("0", "-0.0"));
  EXPECT_FALSE(same("1", "2"));
  EXPECT_FALSE(same("9007199254740993", "9007199254740992.0"));
  EXPECT_FALSE(same("9223372036854775807", "9223372036854775808.0"));
  EXPECT_TRUE(same("12345678901234567890", "1234567890123456789e1"));
  EXPECT_FALSE(same("12345678901234567890", "12345678901234567891"));
  EXPECT_TRUE(same("1e400", "10e399"));
  EXPECT_FALSE(same("1e400", "-1e400"));
}

TEST(Equals, MayCompareNumbersAsDoubles) {
  Heap heap(nullptr);
  auto same = [&](std::string_view a, std::string_view b) {
    return equalsWithDoubles(json::read(heap, a), json::read(heap, b));
  };
  EXPECT_TRUE(same("9007199254740993", "9007199254740992"));
  EXPECT_TRUE(same(R"([{"a":9223372036854775807}])", R"([{"a":9223372036854775808}])"));
  EXPECT_FALSE(same("9007199254740993", "9007199254740994"));
}

TEST(Equals, IgnoresTheOrderOfMembers) {
  EXPECT_TRUE(same(R"({"a":1,"b":[2]})", R"({"b":[2.0],"a":1})"));
  EXPECT_FALSE(same(R"({"a":1,"b":2})", R"({"a":1,"c":2})"));
  EXPECT_FALSE(same(R"({"a":1})", R"({"a":1,"b":2})"));
}

TEST(Equals, TellsTypesApart) {
  EXPECT_FALSE(same("1", "\"1\""));
  EXPECT_FALSE(same("null", "false"));
  EXPECT_FALSE(same("[]", "{}"));
  EXPECT_FALSE(same("[1]", "[1,1]"));
}

TEST(Equals, ComparesLargeObjectsInAnyOrder) {
  std::string up = "{", down = "{";
  constexpr int kCount = 20000;
  for (int i = 0; i < kCount; ++i) {
    up += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    int j = kCount - 1 - i;
    down += "\"k" + std::to_string(j) + "\":" + std::to_string(j) + ",";
  }
  up.back() = down.back() = '}';
  EXPECT_TRUE(same(up, down));
}

TEST(CompareText, OrdersByUtf16Units) {
  EXPECT_EQ(compareText("a", "a"), 0);
  EXPECT_LT(compareText("a", "ab"), 0);
  EXPECT_GT(compareText("b", "ab"), 0);
  EXPECT_LT(compareText("Z", "é"), 0);
  EXPECT_LT(compareText("\xF0\x9F\x98\x80", "\xEE\x80\x80"), 0); // U+1F600 before U+E000
  EXPECT_GT(compareText("\xEF\xBF\xBD", "\xF0\x9F\x98\x80"), 0);
  EXPECT_LT(compareText("\xED\x9F\xBF", "\xF0\x9F\x98\x80"), 0);
  EXPECT_LT(compareText("", "a"), 0);
}

TEST(Integer, KnowsItsDigits) {
  for (int64_t i :
       {int64_t(0), int64_t(9), int64_t(10), int64_t(-10), int64_t(999), int64_t(1000),
        int64_t(9999), int64_t(10000), int64_t(99999), int64_t(1234567), INT64_MAX, INT64_MIN})
    EXPECT_EQ(integer(i).size, std::to_string(i).size()) << i;
}

TEST(ToDouble, OfDecimalsOutOfRange) {
  Heap heap(nullptr);
  EXPECT_EQ(toDouble(json::read(heap, "1e400")), INFINITY);
  EXPECT_EQ(toDouble(json::read(heap, "-1e400")), -INFINITY);
  EXPECT_EQ(toDouble(json::read(heap, "1e-400")), 0);
  EXPECT_EQ(toDouble(json::read(heap, "18446744073709551616")), 18446744073709551616.0);
}

TEST(MemberByText, FindsByText) {
  Heap heap(nullptr);
  Value object = json::read(heap, R"({"a":1,"":2})");
  EXPECT_EQ(memberByText(object, "").integer, 2);
  EXPECT_TRUE(isUndefined(memberByText(object, "b")));
  EXPECT_TRUE(isUndefined(memberByText(integer(1), "a")));
}

} // namespace
} // namespace asl
