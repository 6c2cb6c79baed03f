// UTF-8: what is well-formed, decoding and encoding, and what becomes of other bytes.
#include "runtime/support/utf8.h"

#include <gtest/gtest.h>

namespace asl::utf8 {
namespace {

TEST(Utf8, KnowsWhatIsWellFormed) {
  for (std::string_view text : {"", "a", "\u00e9", "\u4e16", "\U0001F600", "12345678\u00e9"})
    EXPECT_TRUE(isValid(text)) << text;
  for (std::string_view bytes :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE4\xB8", "12345678\xFF"})
    EXPECT_FALSE(isValid(bytes)) << bytes;
}

TEST(Utf8, MeasuresTheFirstSequence) {
  EXPECT_EQ(sequenceLength(""), 0u);
  EXPECT_EQ(sequenceLength("ab"), 1u);
  EXPECT_EQ(sequenceLength("\u00e9b"), 2u);
  EXPECT_EQ(sequenceLength("\u4e16"), 3u);
  EXPECT_EQ(sequenceLength("\U0001F600"), 4u);
  EXPECT_EQ(sequenceLength("\x80"), 0u);
}

TEST(Utf8, DecodesAndEncodes) {
  std::u32string codes = U"a\u00e9\u4e16\U0001F600";
  EXPECT_EQ(encode(codes), "a\u00e9\u4e16\U0001F600");
  EXPECT_EQ(decode("a\u00e9\u4e16\U0001F600"), codes);
  EXPECT_EQ(countCodePoints("a\u00e9\u4e16\U0001F600"), 4u);
  // Characters that begin at each place of eight bytes, and go on in the next eight.
  for (std::string text = "\U0001F600\u4e16a\u00e9, more than sixteen bytes"; text.size() < 60;
       text.insert(0, "x"))
    EXPECT_EQ(countCodePoints(text), text.size() - 6) << text;
  std::string surrogate;
  append(surrogate, 0xD800);
  EXPECT_EQ(surrogate, "\xED\xA0\x80");
  EXPECT_EQ(decodeFirst(surrogate), char32_t(0xD800));
  EXPECT_FALSE(isScalar(0xD800));
  EXPECT_FALSE(isScalar(0x110000));
}

TEST(Utf8, CutsBetweenSequences) {
  std::string_view text = "a\u00e9\U0001F600";
  size_t expected[] = {0, 1, 1, 3, 3, 3, 3, 7, 7};
  for (size_t at = 0; at < std::size(expected); ++at)
    EXPECT_EQ(boundaryBefore(text, at), expected[at]) << at;
  EXPECT_EQ(boundaryBefore("", 0), 0u);
}

TEST(Utf8, JoinsTheUnitsOfAPair) {
  EXPECT_TRUE(isHighSurrogate(0xD83D) && isLowSurrogate(0xDE00));
  EXPECT_FALSE(isHighSurrogate(0xDC00) || isLowSurrogate(0xDBFF) || isLowSurrogate(0xE000));
  EXPECT_EQ(joinSurrogates(0xD83D, 0xDE00), char32_t(0x1F600));
}

TEST(Utf8, ReplacesOtherBytesAsJavaDoes) {
  EXPECT_EQ(replaceInvalid("caf\u00e9"), "caf\u00e9");
  EXPECT_EQ(replaceInvalid("a\xFF"
                           "b"),
            "a\uFFFD"
            "b");
  EXPECT_EQ(replaceInvalid("\xE4\xB8"), "\uFFFD");
  EXPECT_EQ(replaceInvalid("\xED\xA0\x80"), "\uFFFD");
  EXPECT_EQ(replaceInvalid("\xC0\x80"), "\uFFFD\uFFFD");
}

TEST(Utf8, MakesOtherEncodingsReadable) {
  EXPECT_EQ(readable("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(readable("caf\xe9 \xc3\xa9"), "caf? ??");
  EXPECT_EQ(readable(""), "");
}

} // namespace
} // namespace asl::utf8
