// Base64, hexadecimal digits and percent-encoding.
#include "runtime/support/encoding.h"

#include <gtest/gtest.h>

namespace asl {
namespace {

TEST(Encoding, Base64PadsTheLastGroup) {
  EXPECT_EQ(base64Encoded(""), "");
  EXPECT_EQ(base64Encoded("f"), "Zg==");
  EXPECT_EQ(base64Encoded("fo"), "Zm8=");
  EXPECT_EQ(base64Encoded("foo"), "Zm9v");
  EXPECT_EQ(base64Encoded("\xFB\xFF"), "+/8=");
}

TEST(Encoding, Base64IsDecodedWithAndWithoutPadding) {
  EXPECT_EQ(base64Decoded("Zm8="), "fo");
  EXPECT_EQ(base64Decoded("Zm8"), "fo");
  EXPECT_EQ(base64Decoded("+/8"), "\xFB\xFF");
}

TEST(Encoding, DecodingRefusesWhatIsNotBase64) {
  for (const char *text : {"Z", "Zg=", "Zm9v=", "Zm8 ", "Zm-8", "===="})
    EXPECT_FALSE(base64Decoded(text)) << text;
}

TEST(Encoding, HexHasTwoDigitsForEachByte) {
  EXPECT_EQ(hexOf(std::string_view("\0\x7f\xff", 3)), "007fff");
}

TEST(Encoding, PercentEncodingKeepsWhatTheCallerSays) {
  EXPECT_EQ(percentEncoded("a/b ~\xC3\xA9"), "a%2Fb%20~%C3%A9");
  EXPECT_EQ(percentEncoded("a/b ~", "/"), "a/b%20%7E");
}

} // namespace
} // namespace asl
