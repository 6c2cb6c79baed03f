// JSON strings, decimals and hashes.
#include "runtime/support/decimal.h"
#include "runtime/support/hash.h"
#include "runtime/support/json_text.h"

#include <gtest/gtest.h>

#include <cmath>

namespace asl {
namespace {

TEST(JsonText, EscapesWhatMustBe) {
  EXPECT_EQ(json::quoted("a\"b\\c/\b\f\n\r\t\x01\x1f\x7f\u00e9"),
            R"("a\"b\\c/\b\f\n\r\t\u0001\u001F)"
            "\x7f\u00e9\"");
  std::string out = "x";
  json::appendQuoted(out, "");
  EXPECT_EQ(out, "x\"\"");
}

TEST(JsonText, MeasuresWhatItWrites) {
  for (std::string text : {"", "plain", "12345678\n12345678\"", "\x01", "\u00e9\\"})
    EXPECT_EQ(quotedSize(text), json::quoted(text).size()) << text;
}

TEST(Decimal, SameNumbersAreEqual) {
  EXPECT_EQ(decimalOfJson("1e2"), decimalOfJson("100.00"));
  EXPECT_EQ(decimalOfJson("-0.00120"), decimalOfJson("-12E-4"));
  EXPECT_EQ(decimalOfJson("-0"), decimalOfJson("0.0e7"));
  EXPECT_FALSE(decimalOfJson("12345678901234567890") == decimalOfJson("12345678901234567891"));
  EXPECT_FALSE(decimalOfJson("1e99999999999999999999") == decimalOfJson("1e-99999999999999999999"));
}

TEST(Decimal, TheNearestDoubleMayBeOutOfRange) {
  EXPECT_EQ(nearestDouble("0.1"), 0.1);
  EXPECT_EQ(nearestDouble("1e400"), HUGE_VAL);
  EXPECT_EQ(nearestDouble("-1e400"), -HUGE_VAL);
  EXPECT_EQ(nearestDouble("1e-400"), 0.0);
}

TEST(StableHash, IsFnv1a) {
  EXPECT_EQ(StableHash().value(), 0xcbf29ce484222325u);
  EXPECT_EQ(StableHash().add("a").value(), 0xaf63dc4c8601ec8cu);
  EXPECT_EQ(StableHash().add("foo").add("bar").value(), 0x85944171f73967e8u);
}

} // namespace
} // namespace asl
