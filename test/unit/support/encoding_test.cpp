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

TEST(Encoding, HexOfANumberHasAllDigits) {
  EXPECT_EQ(hexOf(uint64_t(0xABCDEF)), "0000000000abcdef");
}

TEST(Encoding, HexIsDecodedInEitherCase) {
  EXPECT_EQ(hexDecoded("00fFA1"), std::string("\0\xff\xa1", 3));
  EXPECT_EQ(hexDecoded(""), "");
  for (const char *text : {"0", "0g", "000", "-1", " 1"})
    EXPECT_FALSE(hexDecoded(text)) << text;
}

TEST(Encoding, AnEscapeHasFourHexadecimalDigits) {
  EXPECT_EQ(hexQuad("00e9 and more"), char32_t(0xE9));
  for (const char *text : {"", "00e", "00eg", "-0e9", "+0e9"})
    EXPECT_FALSE(hexQuad(text)) << text;
}

TEST(Encoding, PercentEncodingKeepsWhatTheCallerSays) {
  EXPECT_EQ(percentEncoded("a/b ~\xC3\xA9"), "a%2Fb%20~%C3%A9");
  EXPECT_EQ(percentEncoded("a/b ~", "/"), "a/b%20%7E");
}

} // namespace
} // namespace asl
