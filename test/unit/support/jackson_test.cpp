#include "runtime/support/jackson.h"

#include <gmock/gmock.h>

namespace asl::jackson {
namespace {

constexpr const char *kTokens =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

std::string said(std::string_view text) {
  std::optional<SyntaxError> error = syntaxErrorOf(text);
  return error ? error->message : "nothing";
}

std::string place(std::string_view text) {
  std::optional<SyntaxError> error = syntaxErrorOf(text);
  return error ? std::to_string(error->place.line) + ":" + std::to_string(error->place.column)
               : "nothing";
}

TEST(Jackson, AcceptsJsonAndWhatFollowsIt) {
  for (const char *text :
       {"{}", "[]", " [1, -2.5e+3, \"\\u00e9\\n\", {\"a\": [null, true, false]}] ", "0", "1 x",
        "{\"a\":{\"b\":[[]]}} rest", "", "  \n"})
    EXPECT_EQ(said(text), "nothing") << text;
}

TEST(Jackson, UnknownWords) {
  EXPECT_EQ(said("not json"), std::string("Unrecognized token 'not': was expecting ") + kTokens);
  EXPECT_EQ(place("not json"), "1:4");
  EXPECT_EQ(said("[trux]"), std::string("Unrecognized token 'trux': was expecting ") + kTokens);
  EXPECT_EQ(said("[null1]"), std::string("Unrecognized token 'null1': was expecting ") + kTokens);
  EXPECT_EQ(said("{\"a\": \xC3\xA9t\xC3\xA9}"),
            std::string("Unrecognized token '\xC3\xA9t\xC3\xA9': was expecting ") + kTokens);
  EXPECT_EQ(said("[NaN]"), "Non-standard token 'NaN': enable "
                           "JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow");
  EXPECT_THAT(said(std::string(300, 'x')),
              testing::StartsWith("Unrecognized token '" + std::string(256, 'x') + "...': was"));
}

TEST(Jackson, NamesAndColons) {
  EXPECT_EQ(said("{'a': 1}"),
            "Unexpected character (''' (code 39)): was expecting double-quote to start field name");
  EXPECT_EQ(place("{'a': 1}"), "1:3");
  EXPECT_EQ(
      said("{\"a\": 1,}"),
      "Unexpected character ('}' (code 125)): was expecting double-quote to start field name");
  EXPECT_EQ(said("{\"a\" 1}"), "Unexpected character ('1' (code 49)): was expecting a colon to "
                               "separate field name and value");
  EXPECT_EQ(said("{\"a\": }"), "Unexpected character ('}' (code 125)): expected a value");
}

TEST(Jackson, CommasAndValues) {
  EXPECT_EQ(said("[1 2]"),
            "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries");
  EXPECT_EQ(
      said("{\"a\":1 \"b\":2}"),
      "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries");
  EXPECT_EQ(said("[1,]"),
            std::string("Unexpected character (']' (code 93)): expected a valid value ") + kTokens);
  EXPECT_EQ(said("[\xE2\x82\xAC\xE2\x80\xA6]"),
            std::string("Unrecognized token '\xE2\x82\xAC': was expecting ") + kTokens);
  EXPECT_EQ(said("[\xE2\x80\xA6]"),
            std::string("Unexpected character ('\xE2\x80\xA6' (code 8230 / 0x2026)): expected a "
                        "valid value ") +
                kTokens);
  EXPECT_THAT(said("[1, // two\n 2]"), testing::StartsWith("Unexpected character ('/' (code 47)): "
                                                           "maybe a (non-standard) comment?"));
}

TEST(Jackson, TheEndComesTooEarly) {
  EXPECT_EQ(said("\n {\"a\": 1"),
            "Unexpected end-of-input: expected close marker for Object (start marker at [Source: "
            "(String)\"\n {\"a\": 1\"; line: 2, column: 2])");
  EXPECT_EQ(said("{\"a\""), "Unexpected end-of-input within/between Object entries");
  EXPECT_EQ(said("[1,"), "Unexpected end-of-input within/between Array entries");
  EXPECT_EQ(said("{\"a"), "Unexpected end-of-input in field name");
  EXPECT_EQ(said("\"a"), "Unexpected end-of-input: was expecting closing quote for a string value");
  EXPECT_EQ(said("\"\\"), "Unexpected end-of-input in character escape sequence");
}

TEST(Jackson, ClosingMarksThatDoNotFit) {
  EXPECT_EQ(said("{]"), "Unexpected close marker ']': expected '}' (for Object starting at "
                        "[Source: (String)\"{]\"; line: 1, column: 1])");
  EXPECT_EQ(said("}"), "Unexpected close marker '}': expected ']' (for root starting at [Source: "
                       "(String)\"}\"; line: 1, column: 0])");
}

TEST(Jackson, Numbers) {
  EXPECT_EQ(said("[01]"), "Invalid numeric value: Leading zeroes not allowed");
  EXPECT_EQ(said("-x"), "Unexpected character ('x' (code 120)) in numeric value: expected digit "
                        "(0-9) to follow minus sign, for valid numeric value");
  EXPECT_EQ(said("[1.]"), "Unexpected character (']' (code 93)) in numeric value: Decimal point "
                          "not followed by a digit");
  EXPECT_EQ(said("[1ex]"), "Unexpected character ('x' (code 120)) in numeric value: Exponent "
                           "indicator not followed by a digit");
  EXPECT_EQ(said("1x"),
            "Unexpected character ('x' (code 120)): Expected space separating root-level values");
}

TEST(Jackson, Strings) {
  EXPECT_EQ(said("[\"a\nb\"]"), "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be "
                                "escaped using backslash to be included in string value");
  EXPECT_EQ(place("[\"a\nb\"]"), "1:5");
  EXPECT_EQ(said("[\"\\x\"]"), "Unrecognized character escape 'x' (code 120)");
  EXPECT_EQ(said("[\"\\u12g4\"]"), "Unexpected character ('g' (code 103)): expected a hex-digit "
                                   "for character escape sequence");
  EXPECT_EQ(said(std::string_view("[\0]", 3)),
            "Illegal character ((CTRL-CHAR, code 0)): only regular white space (\\r, \\n, \\t) is "
            "allowed between tokens");
}

TEST(Jackson, ShowsTheFirst500UnitsOfTheText) {
  EXPECT_EQ(describe("x", {1, 2}), "[Source: (String)\"x\"; line: 1, column: 2]");
  EXPECT_EQ(describe(std::string(510, 'x'), {1, 2}), "[Source: (String)\"" + std::string(500, 'x') +
                                                         "\"[truncated 10 chars]; line: 1, column: "
                                                         "2]");
}

TEST(Jackson, ColumnsAreUtf16UnitsAndEveryLineBreakCountsOnce) {
  EXPECT_EQ(place("[\"\xF0\x9F\x98\x80\" x"), "1:8");
  EXPECT_EQ(place("[\r\n\r\n x"), "3:3");
}

TEST(Jackson, DeepTextsTakeNoStack) {
  EXPECT_THAT(said(std::string(1000000, '[')), testing::StartsWith("Unexpected end-of-input"));
}

} // namespace
} // namespace asl::jackson
