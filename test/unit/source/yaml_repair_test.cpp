// What is read of a YAML text that has errors.
#include "reading.h"

#include <gtest/gtest.h>

namespace aslc::source {
namespace {

std::string read(const char *text) {
  Tree tree = readYamlText(text);
  EXPECT_FALSE(tree.faults.empty()) << text;
  return json(tree);
}

TEST(YamlRepair, LeavesOutALineThatIsNoMember) {
  EXPECT_EQ(read("a: 1\nb\nc: 2\n"), R"({"a":1,"c":2})");
}

TEST(YamlRepair, LeavesOutAnOpenQuote) {
  EXPECT_EQ(read("a: 1\nb: \"x\nc: 2\n"), R"({"a":1,"c":2})");
}

TEST(YamlRepair, LeavesOutAnOpenQuoteAlsoWhereALaterOneEndsIt) {
  EXPECT_EQ(read("a: 1\nb: \"x\nc: \"y\"\nd: 2\n"), R"({"a":1,"c":"y","d":2})");
}

TEST(YamlRepair, LeavesOutWhatIsInOpenBrackets) {
  EXPECT_EQ(read("a: 1\nb: [1, 2\nc: 2\n"), R"({"a":1,"b":[],"c":2})");
  EXPECT_EQ(read("a: {x: 1\nb: 2\n"), R"({"a":{},"b":2})");
}

TEST(YamlRepair, LeavesOutTheLinesInside) {
  EXPECT_EQ(read("a: 1\nb: c: d\n  e: f\n  g: h\ni: 2\n"), R"({"a":1,"i":2})");
}

TEST(YamlRepair, TakesAnExpressionWithoutQuotesForAnExpression) {
  Tree tree = readYamlText("a: [{% $x %}, {% $y %}]\nb: {% $z.aa\n  + 1 %}\nc: {%%}\nd: 1\n");
  EXPECT_EQ(json(tree), R"({"a":["{%1%}","{%1%}"],"b":"{%1%}","c":{},"d":1})");
  EXPECT_EQ(tree.faults.size(), 4u);
}

TEST(YamlRepair, LeavesOutOnlyTheLinesWithATab) {
  EXPECT_EQ(read("s:\n  A:\n\tt: 1\n\tu: 2\n  B: 3\nc: 4\n"), R"({"s":{"A":null,"B":3},"c":4})");
  EXPECT_EQ(read("s:\n  A:\n  \tt: 1\n    u: 2\n  B: 3\n"), R"({"s":{"A":{"u":2},"B":3}})");
}

TEST(YamlRepair, LeavesOutALineWithoutAColonAndNotTheOneBehindIt) {
  EXPECT_EQ(read("A:\n  Type Pass\n  End: true\nB: 1\n"), R"({"A":{"End":true},"B":1})");
}

TEST(YamlRepair, KeepsOtherMembersOfTheSameObject) {
  EXPECT_EQ(read("s:\n  A:\n    t: 1\n    @\n    u: 2\n  B: 3\n"),
            R"({"s":{"A":{"t":1,"u":2},"B":3}})");
}

TEST(YamlRepair, GoesOnAfterSeveralErrors) {
  EXPECT_EQ(read("a: 1\n@\nb: 2\n`\nc: 3\n\"\nd: 4\n"), R"({"a":1,"b":2,"c":3,"d":4})");
}

TEST(YamlRepair, LeavesOutALineWithinBracketsOverSeveral) {
  EXPECT_EQ(read("a: {\n  x: 1,\n  @\n  y: 2\n}\nb: 3\n"), R"({"a":{"x":1,"y":2},"b":3})");
}

TEST(YamlRepair, KeepsWhatStandsBeforeAnErrorInBracketsAroundEverything) {
  EXPECT_EQ(read("{a: 1, b: [2"), R"({"a":1,"b":[2]})");
}

TEST(YamlRepair, ReportsEachErrorAtItsPlace) {
  EXPECT_EQ(faults(readYamlText("a: 1\n@\nb: 2\n`\n")),
            (std::vector<std::string>{"2:1 `@` cannot begin a value without quotes",
                                      "4:1 ``` cannot begin a value without quotes"}));
}

TEST(YamlRepair, EndsForATextOfErrorsOnly) {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "@\n";
  EXPECT_LE(readYamlText(text).faults.size(), 65u);
}

} // namespace
} // namespace aslc::source
