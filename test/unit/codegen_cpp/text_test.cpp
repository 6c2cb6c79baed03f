// Text of definitions in literals, comments and names: every byte is kept or made harmless, nothing
// ends what it stands in.
#include "compiler/codegen/cpp/text.h"

#include "compiler/codegen/cpp/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aslc::codegen::cpp;
using testing::Each;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;
using testing::SizeIs;

namespace {

TEST(QuotedTest, QuotesAndBackslashesAreEscaped) { EXPECT_EQ(quoted(R"(a"b\c)"), R"("a\"b\\c")"); }

TEST(QuotedTest, ControlCharactersAreOctalOfThreeDigitsSoThatADigitMayFollow) {
  EXPECT_EQ(quoted(llvm::StringRef("\0001\r\t\x7f", 5)), R"("\0001\015\011\177")");
  EXPECT_EQ(quoted("a\nb"), R"("a\nb")");
}

TEST(QuotedTest, NoTrigraphStands) { EXPECT_EQ(quoted("?\?/?\?\?"), R"("?\?/?\?\?")"); }

TEST(QuotedTest, VisibleLettersAreKept) { EXPECT_EQ(quoted("ü日"), "\"ü日\""); }

TEST(QuotedTest, WhatTurnsOrBreaksLinesIsEscaped) {
  EXPECT_EQ(quoted("\u202e\u2028"), R"("\342\200\256\342\200\250")");
}

TEST(QuotedTest, BytesThatAreNoUtf8AreEscaped) { EXPECT_EQ(quoted("\xff\xc3"), R"("\377\303")"); }

TEST(QuotedLinesTest, EachLineOfATextIsALiteral) {
  EXPECT_THAT(quotedLines("a\nb\n\nc", 80),
              ElementsAre("\"a\\n\"", "\"b\\n\"", "\"\\n\"", "\"c\""));
}

TEST(QuotedLinesTest, ALongLineIsBrokenBehindAWord) {
  EXPECT_THAT(quotedLines("one two three four", 12), ElementsAre("\"one two \"", "\"three four\""));
}

TEST(QuotedLinesTest, NeitherLettersNorEscapesAreBroken) {
  EXPECT_THAT(quotedLines("äöüäöüäöüäöü", 10), Each(testing::Not(HasSubstr("\\"))));
  EXPECT_THAT(quotedLines(std::string(40, '\x01'), 10), Each(testing::MatchesRegex("\"(.001)+\"")));
  EXPECT_THAT(quotedLines(std::string(40, '?'), 5), Each(testing::Not(HasSubstr("??"))));
}

TEST(CommentTest, EachLineIsOne) { EXPECT_EQ(comment("a\nb", "  "), "  // a\n  // b\n"); }

TEST(CommentTest, ABackslashAtTheEndOfALineDoesNotTakeTheNext) {
  EXPECT_EQ(comment("a \\\nint b;", ""), "// a \\ (end)\n// int b;\n");
}

TEST(CommentTest, ATrigraphAtTheEndOfALineIsNone) { EXPECT_EQ(comment("a?\?/", ""), "// a? ?/\n"); }

TEST(CommentTest, OtherEndsOfLinesAreShown) {
  EXPECT_EQ(comment("a\rb\x0b"
                    "c\u2028d",
                    ""),
            "// a?b?c? ? ?d\n");
}

TEST(CommentTest, NoTextIsNoComment) { EXPECT_EQ(comment("", ""), ""); }

TEST(WrappedTest, ALongLineIsBrokenBehindACommaOfTheOutermostBrackets) {
  std::string argument(40, 'a');
  EXPECT_EQ(wrapped("  f(" + argument + ", g(" + argument + ", b), " + argument + ");"),
            "  f(" + argument + ", g(" + argument + ", b),\n      " + argument + ");\n");
}

TEST(WrappedTest, ALineWithoutACommaInItsMiddleIsBrokenWhereItCanBe) {
  std::string name(90, 'a');
  EXPECT_EQ(wrapped("  function(" + name + ", " + name + ");"),
            "  function(\n      " + name + ",\n      " + name + ");\n");
  EXPECT_EQ(wrapped("  return f(a, " + name + ");"), "  return f(a,\n      " + name + ");\n");
}

TEST(WrappedTest, NothingIsBrokenInsideOfALiteral) {
  std::string line = "  f(\"" + std::string(60, 'a') + ", \\\", " + std::string(60, 'b') + "\");";
  EXPECT_EQ(wrapped(line), "  f(\n      " + line.substr(4) + "\n");
}

TEST(WrappedTest, CommentsAndDirectivesStayOneLine) {
  std::string words = "some, words, and, then, some, more, and, so, on, for, ever, ";
  EXPECT_EQ(wrapped("// " + words + words), "// " + words + words + "\n");
  EXPECT_EQ(wrapped("#line 1 \"" + words + words + "\""), "#line 1 \"" + words + words + "\"\n");
}

TEST(IdentifierTest, RunsOfWhatIsNoLetterBecomeOneUnderscoreBetweenWords) {
  EXPECT_EQ(identifier("Has lines?"), "Has_lines");
  EXPECT_EQ(identifier("$.order['id']"), "order_id");
}

TEST(IdentifierTest, KeywordsAndWhatBeginsWithADigitAreChanged) {
  EXPECT_EQ(identifier("class"), "class_");
  EXPECT_EQ(identifier("42"), "x42");
  EXPECT_EQ(identifier("asl_value"), "xasl_value");
}

TEST(IdentifierTest, WordsInCapitalsAreNoMacros) {
  EXPECT_EQ(identifier("INT_MAX"), "INT_MAX_");
  EXPECT_EQ(identifier("A"), "A");
}

TEST(IdentifierTest, TextWithoutLettersHasANameToo) {
  EXPECT_EQ(identifier(""), "x");
  EXPECT_EQ(identifier("日本"), "x");
}

TEST(IdentifierTest, LongTextIsCut) {
  EXPECT_THAT(identifier(std::string(1000, 'a')), SizeIs(testing::Le(64u)));
}

TEST(NamesTest, TextsThatAreTheSameInCppGetDifferentNames) {
  Names names;
  EXPECT_EQ(names.unique("a b"), "a_b");
  EXPECT_EQ(names.unique("a-b"), "a_b2");
  EXPECT_EQ(names.unique("a_b2"), "a_b2_2");
}

TEST(NamesTest, AnInnerScopeHidesNothingOfTheOuterOne) {
  Names outer;
  outer.reserve("a");
  Names inner(&outer);
  EXPECT_EQ(inner.unique("a"), "a2");
}

TEST(NamesTest, AHelperThatIsNamedLaterIsNotHiddenByALocal) {
  Names outer, inner(&outer);
  EXPECT_EQ(inner.unique("a"), "a");
  EXPECT_EQ(inner.uniqueAround(outer, "a"), "a2");
}

} // namespace
