// What is wrong with JSON is said at its place, and once.
#include "reading.h"

#include <gmock/gmock.h>

namespace aslc::source {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Case {
  const char *text;
  const char *fault; ///< line:column and detail
  const char *read;  ///< what is understood all the same
};

class JsonFault : public testing::TestWithParam<Case> {};

TEST_P(JsonFault, IsSaidOnceAndReadingGoesOn) {
  Tree tree = readJsonText(GetParam().text);
  EXPECT_THAT(faults(tree), ElementsAre(GetParam().fault)) << GetParam().text;
  EXPECT_EQ(json(tree), GetParam().read);
}

INSTANTIATE_TEST_SUITE_P(
    Structure, JsonFault,
    testing::Values(
        Case{"{\"a\": 1,}", "1:8 a comma before `}`", R"({"a":1})"},
        Case{"[1, 2, ]", "1:6 a comma before `]`", "[1,2]"},
        Case{"{\"a\": 1\n \"b\": 2}", "1:8 missing `,` after this value", R"({"a":1,"b":2})"},
        Case{"[1 [2]]", "1:3 missing `,` after this value", "[1,[2]]"},
        Case{"{\"a\" 1, \"b\": 2}", "1:6 expected `:` after the key, found `1`",
             R"({"a":1,"b":2})"},
        Case{"{\"a\" \"x\", \"b\": 2}", "1:5 missing `:` after this key", R"({"a":"x","b":2})"},
        Case{"{\"a: \"x\",\n \"b\": 2}", "1:7 expected `:` after the key, found `x`",
             R"({"a: ":",","b":2})"},
        Case{"{\"a\" = \"x\", \"b\": 2}", "1:6 expected `:` after the key, found `=`",
             R"({"a":"x","b":2})"},
        Case{"{\"a\": 1; \"b\": 2}", "1:8 elements are separated by `,`, not by `;`",
             R"({"a":1,"b":2})"},
        Case{"{\"a\": {% $x & \"y\" %}, \"b\": 2}",
             "1:7 a `{% %}` expression is written as a string, in double quotes",
             R"({"a":"{% $x & \"y\" %}","b":2})"},
        Case{"[{%\n1 %}]", "1:2 a `{% %}` expression is written as a string, in double quotes",
             R"(["{% 1 %}"])"},
        Case{"{\"a\": , \"b\": 2}", "1:7 expected a value, found `,`", R"({"b":2})"},
        Case{"{\"a\", \"b\": 2}", "1:5 expected `:` after the key, found `,`", R"({"b":2})"},
        Case{"{, \"b\": 2}", "1:2 expected a key, found `,`", R"({"b":2})"},
        Case{"[,]", "1:2 expected a value, found `,`", "[]"},
        Case{"[1,,2]", "1:4 expected a value, found `,`", "[1,2]"},
        Case{"{\"a\": {\"b\": 1, \"c\": 2}", "1:23 expected `}`, found the end of the text",
             R"({"a":{"b":1,"c":2}})"},
        Case{"[[1", "1:4 expected `]`, found the end of the text", "[[1]]"},
        Case{"{\"a\": [1}", "1:9 expected `]` before `}`", R"({"a":[1]})"},
        Case{"{\"a\": 1]}", "1:8 expected `}` before `]`", R"({"a":1})"},
        Case{"{\"a\": #, \"b\": 2}", "1:7 expected a value, found `#`", R"({"b":2})"},
        Case{"{1: 2, \"b\": 2}", "1:2 a key needs double quotes", R"({"1":2,"b":2})"},
        Case{"{[1]: 2, \"b\": 2}", "1:2 expected a key in double quotes, found `[`", R"({"b":2})"},
        Case{"\xE2\x82\xAC", "1:1 expected a value, found `\xE2\x82\xAC`", "none"},
        Case{"\x01", "1:1 expected a value, found a control character", "none"}));

INSTANTIATE_TEST_SUITE_P(
    Words, JsonFault,
    testing::Values(
        Case{"{\"a\": True}", "1:7 `True` is written `true` in JSON", R"({"a":true})"},
        Case{"{\"a\": None}", "1:7 `None` is written `null` in JSON", R"({"a":null})"},
        Case{"{\"Next\": Refund}", "1:10 a string needs double quotes", R"({"Next":"Refund"})"},
        Case{"{Next: \"R\"}", "1:2 a key needs double quotes", R"({"Next":"R"})"},
        Case{"{\"a\": 'b'}", "1:7 strings are written in double quotes", R"({"a":"b"})"},
        Case{"{'a': \"b\"}", "1:2 strings are written in double quotes", R"({"a":"b"})"}));

INSTANTIATE_TEST_SUITE_P(
    Strings, JsonFault,
    testing::Values(Case{"{\"a\": \"x,\n \"b\": 2}", "1:7 this string is not closed on its line",
                         R"({"a":"x,","b":2})"},
                    Case{"\"abc", "1:1 this string is not closed on its line", "\"abc\""},
                    Case{"\"a\tb\"", "1:3 a tab in a string is written `\\t`", "\"a\\tb\""},
                    Case{"\"a\x01\"", "1:3 a control character in a string is written `\\u00..`",
                         "\"a\\u0001\""},
                    Case{R"("a\.b")", "1:3 `\\.` is not a JSON escape", R"("a\\.b")"},
                    Case{R"("\u12x4")", "1:2 `\\u` needs four hexadecimal digits", R"("\\u12x4")"},
                    Case{R"("a\)", "1:1 this string is not closed on its line", R"("a\\")"}));

INSTANTIATE_TEST_SUITE_P(Numbers, JsonFault,
                         testing::Values(Case{"[01]", "1:2 01", "[1]"},
                                         Case{"[+1]", "1:2 +1", "[1]"},
                                         Case{"[.5]", "1:2 .5", "[1]"},
                                         Case{"[1.]", "1:2 1.", "[1]"},
                                         Case{"[1e]", "1:2 1e", "[1]"}, Case{"[-]", "1:2 -", "[1]"},
                                         Case{"[0x1F]", "1:2 0x1F", "[1]"},
                                         Case{"[-Infinity]", "1:2 -Infinity", "[1]"}));

TEST(JsonFaults, AreAllReportedWhereTheyDoNotFollowFromEachOther) {
  Tree tree = readJsonText("{\n  \"a\": True,\n  \"b\": 1,,\n  'c': 2,\n  \"d\": 01,\n}");
  EXPECT_THAT(faults(tree),
              ElementsAre("2:8 `True` is written `true` in JSON", "3:10 expected a key, found `,`",
                          "4:3 strings are written in double quotes", "5:8 01",
                          "5:10 a comma before `}`"));
}

TEST(JsonFaults, OfManyOpenExpressionsTakeNoTime) {
  std::string text = "[";
  for (int i = 0; i < 200'000; ++i)
    text += "{%,";
  EXPECT_FALSE(readJsonText(text).faults.empty());
}

TEST(JsonFaults, OfAnEmptyText) {
  EXPECT_THAT(kinds(readJsonText("")), ElementsAre(FaultKind::EmptyText));
  EXPECT_THAT(kinds(readJsonText(" \n")), ElementsAre(FaultKind::EmptyText));
  EXPECT_THAT(kinds(readJsonText("\xEF\xBB\xBF")), ElementsAre(FaultKind::EmptyText));
  EXPECT_EQ(readJsonText("").root, nullptr);
}

TEST(JsonFaults, OfTextAfterTheEnd) {
  Tree tree = readJsonText("{}\n{}");
  EXPECT_THAT(kinds(tree), ElementsAre(FaultKind::TrailingText));
  EXPECT_EQ(tree.faults[0].range, (Range{3, 5}));
  EXPECT_THAT(kinds(readJsonText("{}}")), ElementsAre(FaultKind::TrailingText));
}

TEST(JsonFaults, OfATextThatIsNoJsonAtAll) {
  EXPECT_EQ(faults(readJsonText("StartAt: A\nStates:\n")).size(), 1u);
  EXPECT_EQ(faults(readJsonText("<html><body>{}</body>")).size(), 1u);
}

TEST(JsonFaults, OfComments) {
  Tree tree = readJsonText("{ // x\n\"a\": /* y */ 1}");
  EXPECT_THAT(kinds(tree), ElementsAre(FaultKind::CommentNotAllowed, FaultKind::CommentNotAllowed));
  EXPECT_EQ(at(tree, tree.faults[0].range), "// x");
  EXPECT_EQ(at(tree, tree.faults[1].range), "/* y */");
  EXPECT_EQ(json(tree), R"({"a":1})");
}

TEST(JsonFaults, OfACommentWithoutEnd) {
  EXPECT_THAT(faults(readText("{} /* x", Notation::JsonWithComments)),
              ElementsAre("1:4 this comment is never closed"));
}

TEST(JsonFaults, OfInvalidUtf8StandAtTheirBytes) {
  Tree tree = readJsonText("{\"a\xFF\xC0\": \"\xED\xA0\x80x\", \"b\": \"\xF4\x90\x80\x80\"}");
  ASSERT_THAT(kinds(tree),
              ElementsAre(FaultKind::InvalidUtf8, FaultKind::InvalidUtf8, FaultKind::InvalidUtf8));
  EXPECT_EQ(tree.faults[0].range, (Range{3, 5}));
  EXPECT_EQ(tree.faults[1].range, (Range{9, 12}));
  EXPECT_EQ(json(tree), R"({"a??":"???x","b":"????"})");
}

TEST(JsonFaults, OfInvalidUtf8AreNotWithoutNumber) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "\xFF ";
  EXPECT_LE(readJsonText(text).faults.size(), 22u);
}

TEST(JsonFaults, KeepTheFirstOfTwoMembers) {
  Tree tree = readJsonText("{\"a\": 1, \"b\": 2, \"a\": 3}");
  EXPECT_THAT(faults(tree), ElementsAre("1:18 a"));
  EXPECT_EQ(json(tree), R"({"a":1,"b":2})");
}

TEST(JsonFaults, HaveABound) {
  std::string text = "[";
  for (int i = 0; i < 100000; ++i)
    text += "True,";
  EXPECT_LE(readJsonText(text + "1]").faults.size(), 1000u);
}

} // namespace

} // namespace aslc::source
