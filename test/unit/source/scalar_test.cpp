// How a text is written as a scalar.
#include "compiler/source/scalar.h"

#include "reading.h"

#include <gtest/gtest.h>

namespace aslc::source {
namespace {

constexpr ScalarPlace plain{Notation::Yaml, '\0', false};
constexpr ScalarPlace inFlow{Notation::Yaml, '\0', true};
constexpr ScalarPlace single{Notation::Yaml, '\'', false};

TEST(Scalar, StaysPlainWhereYamlReadsThisText) {
  for (const char *text : {"Call it", "yy", "e", "==", "v1.2", "1a", "a-b", "a, b", "it's", "$.a",
                           "$$.Task.Token", "x{y}", "é"})
    EXPECT_EQ(writeScalar(text, plain), text);
  EXPECT_EQ(writeScalar("Call it", inFlow), "Call it");
}

TEST(Scalar, GetsQuotesWhereYamlReadsSomethingElse) {
  for (const char *text :
       {"1",  "0x1F", "1e3", "true", "null", "~",  "<<", "- x", "-",   "#", "a #b",
        ": ", "a: b", "a:",  " a",   "a ",   "",   "&a", "*a",  "!a",  "|", ">",
        "@a", "`a",   "%a",  "?",    "? a",  "[a", "{a", "'a",  "${X}"})
    EXPECT_EQ(writeScalar(text, plain), "\"" + std::string(text) + "\"") << text;
}

TEST(Scalar, GetsQuotesWhereOlderYamlReadsSomethingElse) {
  for (const char *text : {"yes",
                           "No",
                           "on",
                           "2020-01-01",
                           "1:30",
                           "0777",
                           "1_000",
                           "y",
                           "Y",
                           "n",
                           "N",
                           "=",
                           ".",
                           "1.2.3",
                           "1,000",
                           "190:20:30.15",
                           "+.inf",
                           ".NaN",
                           "0b11",
                           "0o17",
                           "2001-12-14t21:59:43.10-05:00",
                           "Null",
                           "OFF"})
    EXPECT_EQ(writeScalar(text, plain), "\"" + std::string(text) + "\"") << text;
}

TEST(Scalar, GetsQuotesForWhatEndsItInBrackets) {
  for (const char *text : {"a,b", "a]", "a}", "a[", "{a"})
    EXPECT_EQ(writeScalar(text, inFlow), "\"" + std::string(text) + "\"") << text;
}

TEST(Scalar, StaysInSingleQuotes) {
  EXPECT_EQ(writeScalar("it's", single), "'it''s'");
  EXPECT_EQ(writeScalar("1", single), "'1'");
  EXPECT_EQ(writeScalar("a\\b", single), "'a\\b'");
  EXPECT_EQ(writeScalar("a\tb", single), "\"a\\tb\"");
}

TEST(Scalar, EscapesWhatCannotStandInAText) {
  EXPECT_EQ(writeScalar("a\"\\\n\x01\x7F\xC2\x85\xE2\x80\xA8\xEF\xBB\xBF", {}),
            "\"a\\\"\\\\\\n\\u0001\\u007F\\u0085\\u2028\\uFEFF\"");
}

TEST(Scalar, IsReadAsItWasInEveryStyle) {
  for (std::string text : {"a\x01", "\x7F", "\xC2\x85", "\xE2\x80\xA8", "\xEF\xBB\xBF", "\t",
                           "a\nb", "'", "\"", "\\", "\xF0\x9F\x98\x80", "x: 'y' # z"})
    for (char quote : {'\0', '\'', '"'}) {
      std::string scalar = writeScalar(text, {Notation::Yaml, quote, true});
      Tree tree = readYamlText("{k: " + scalar + ", " + scalar + ": k}");
      ASSERT_TRUE(tree.faults.empty()) << scalar;
      EXPECT_EQ(tree.root->members[0].value->text, text) << scalar;
      EXPECT_EQ(tree.root->members[1].key, text) << scalar;
      EXPECT_EQ(readJsonText(writeScalar(text, {Notation::Json, quote, false})).root->text, text);
    }
}

} // namespace
} // namespace aslc::source
