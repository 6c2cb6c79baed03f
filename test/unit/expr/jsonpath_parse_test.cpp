// What a path's text means: the tree, and where a text is wrong.
#include "compiler/expr/jsonpath/path.h"

#include <gtest/gtest.h>

namespace aslc::jsonpath {
namespace {

Path read(std::string_view text) {
  auto result = parse(text);
  if (const auto *error = std::get_if<Error>(&result)) {
    ADD_FAILURE() << text << ": " << error->message;
    return {};
  }
  return std::move(std::get<Path>(result));
}

/// Offset of the error.
size_t faultOf(std::string_view text) {
  auto result = parse(text);
  EXPECT_TRUE(std::holds_alternative<Error>(result)) << text;
  const auto *error = std::get_if<Error>(&result);
  return error == nullptr ? 0 : error->offset;
}

std::string printed(const Path &path) {
  std::string out;
  for (const Step &step : path.steps)
    out += step.text();
  return out;
}

const Filter &filterOf(const Path &path) {
  return *std::get<FilterStep>(path.steps.back().kind).filter;
}

template <class Kind> const Kind &step(const Path &path, size_t index) {
  return std::get<Kind>(path.steps.at(index).kind);
}

TEST(JsonPath, DotsAndBracketsAreTheSame) {
  EXPECT_EQ(printed(read("$.a.b[0]")), "['a']['b'][0]");
  EXPECT_EQ(printed(read("$['a'].['b'].[0]")), "['a']['b'][0]");
  EXPECT_EQ(printed(read("$.detail-type.$x.@y.0.日本")),
            "['detail-type']['$x']['@y']['0']['日本']");
  EXPECT_EQ(printed(read("$.a.*..b[ 1 ][1,-2][1:][:2][1:2:3][(@.length - 1)]")),
            "['a'][*]..['b'][1][1,-2][1:][:2][1:2][@.size()-1]");
}

TEST(JsonPath, TheRootSaysWhatAPathIsAppliedTo) {
  EXPECT_EQ(read("$").root, Root::Document);
  EXPECT_EQ(read("$$.Execution.Id").root, Root::Context);
  Path variable = read("$order_1.id");
  EXPECT_EQ(variable.root, Root::Variable);
  EXPECT_EQ(variable.variable, "order_1");
  EXPECT_EQ(printed(variable), "['id']");
  EXPECT_EQ(read("$größe[0]").variable, "größe");
}

TEST(JsonPath, DefiniteIsWhatLeadsToOneValue) {
  for (const char *text : {"$", "$.a[0]", "$.a[-1]", "$['a','b']", "$.a[(@.length-1)].b", "$.a]"})
    EXPECT_TRUE(read(text).definite()) << text;
  for (const char *text : {"$.*", "$.a[0,1]", "$.a[0:1]", "$..a", "$.a[?(@.b)]"})
    EXPECT_FALSE(read(text).definite()) << text;
}

TEST(JsonPath, AMissingNameRaisesOnlyWhereThePathIsDefiniteFromTheStepBefore) {
  using Missing = NamesStep::Missing;
  Path path = read("$.a.b[*].c.d.e");
  EXPECT_EQ(step<NamesStep>(path, 0).missing, Missing::Skip);
  EXPECT_EQ(step<NamesStep>(path, 1).missing, Missing::Skip);
  EXPECT_EQ(step<NamesStep>(path, 3).missing, Missing::Skip);
  EXPECT_EQ(step<NamesStep>(path, 4).missing, Missing::Raise);
  EXPECT_EQ(step<NamesStep>(path, 5).missing, Missing::Last);
}

TEST(JsonPath, ADeepScanLooksForWhatTheNextStepWants) {
  using Target = DeepScan::Target;
  auto targetOf = [](const char *text) { return step<DeepScan>(read(text), 0).target; };
  EXPECT_EQ(targetOf("$..a"), Target::Objects);
  EXPECT_EQ(targetOf("$..[0]"), Target::Arrays);
  EXPECT_EQ(targetOf("$..[0].a"), Target::Elements);
  EXPECT_EQ(targetOf("$..*"), Target::Children);
  EXPECT_EQ(targetOf("$..[?(@.a)]"), Target::FilteredLast);
  EXPECT_EQ(targetOf("$..[?(@.a)].b"), Target::Filtered);
  EXPECT_EQ(targetOf("$....a"), Target::Nothing);
  EXPECT_EQ(read("$..a.b").steps.size(), 3u);
  EXPECT_EQ(read("$..*.b").steps.size(), 2u);
  EXPECT_EQ(read("$..[0]").steps.size(), 2u);
  EXPECT_EQ(read("$..[0].b").steps.size(), 2u);
  EXPECT_EQ(read("$....a").steps.size(), 1u);
}

TEST(JsonPath, AndBindsStrongerThanOrWhateverTheParentheses) {
  Path path = read("$[?(@.a == 1 && (@.b || @.c) && @.d)]");
  const Filter &filter = filterOf(path);
  ASSERT_EQ(filter.kind, Filter::Kind::Or);
  ASSERT_EQ(filter.operands.size(), 2u);
  EXPECT_EQ(filter.operands[0]->operands[0]->left.path->text, "@.d") << "the last is tried first";
  EXPECT_EQ(filter.operands[1]->operands[1]->op, "==");
}

TEST(JsonPath, OperandsThatAreNoPathsAreText) {
  Path path = read("$[?(@.a >= 18)]");
  EXPECT_EQ(filterOf(path).op, ">=");
  EXPECT_EQ(filterOf(path).right.kind, Operand::Kind::String);
  EXPECT_EQ(filterOf(path).right.text, "18");
  EXPECT_EQ(filterOf(read("$[?(@.a == 'x y')]")).right.text, "x y");
  EXPECT_EQ(filterOf(read("$[?(@.a == OPEN)]")).right.text, "OPEN");
  EXPECT_EQ(filterOf(read("$[?(@.a > $.limit)]")).right.path->root, Root::Document);
}

TEST(JsonPath, ExclamationMarkNegatesExistenceOnly) {
  EXPECT_EQ(filterOf(read("$[?(!@.a)]")).kind, Filter::Kind::Not);
  EXPECT_EQ(filterOf(read("$[?(!@.a == 1)]")).kind, Filter::Kind::Compare);
  EXPECT_EQ(filterOf(read("$[?($.a)]")).left.path->root, Root::Current);
}

TEST(JsonPath, ARegularExpressionStandsOnTheRight) {
  Path path = read("$[?(/A.*/i =~ @.a)]");
  EXPECT_EQ(filterOf(path).left.kind, Operand::Kind::Path);
  EXPECT_EQ(filterOf(path).right.kind, Operand::Kind::Regex);
  EXPECT_EQ(filterOf(path).right.text, "A.*");
  EXPECT_TRUE(filterOf(path).right.ignoreCase);
  EXPECT_EQ(filterOf(read("$[?(@.a == /x/)]")).right.kind, Operand::Kind::Array);
}

TEST(JsonPath, WhatDoesNotCompileSaysWhere) {
  EXPECT_EQ(faultOf("a.b"), 0u);
  EXPECT_EQ(faultOf("$.a b"), 3u);
  EXPECT_EQ(faultOf("$.a."), 3u);
  EXPECT_EQ(faultOf("$.a.."), 3u);
  EXPECT_EQ(faultOf("$.a['b"), 3u);
  EXPECT_EQ(faultOf("$.a[b]"), 3u);
  EXPECT_EQ(faultOf("$.a[99999999999]"), 4u);
  EXPECT_EQ(faultOf("$$x"), 2u);
  EXPECT_EQ(faultOf("$name.a b"), 7u);
  EXPECT_EQ(faultOf("$.a[?(@.b in [1])]"), 9u);
  EXPECT_EQ(faultOf("$.a[?(@.b[*] == 1)]"), 6u);
  EXPECT_EQ(faultOf("$.a[?(@.b == 1 &&)]"), 17u);
  EXPECT_EQ(faultOf("$.a[?(@.b =~ /*/)]"), 13u);
  EXPECT_EQ(faultOf("$.a[?(@.b =~ 'x')]"), 6u);
  EXPECT_EQ(faultOf("$.a[?]"), 5u);
}

TEST(JsonPath, HugeTextsAreReadWithoutDeepRecursion) {
  std::string nested = "$.a";
  for (int i = 0; i < 50000; ++i)
    nested += "[?(@";
  faultOf(nested);
  std::string longPath = "$";
  for (int i = 0; i < 50000; ++i)
    longPath += ".a[0]";
  EXPECT_EQ(read(longPath).steps.size(), 100000u);
  EXPECT_TRUE(std::holds_alternative<Error>(parseReference(longPath)));
}

TEST(ReferencePath, TakesNamesAndIndexes) {
  auto printedReference = [](std::string_view text) {
    auto result = parseReference(text);
    const auto *path = std::get_if<Path>(&result);
    return path == nullptr ? "error" : printed(*path);
  };
  EXPECT_EQ(printedReference("$"), "");
  EXPECT_EQ(printedReference("$.a['b c'][3].d"), "['a']['b c'][3]['d']");
  EXPECT_EQ(printedReference("$$.Map.Item.Index"), "['Map']['Item']['Index']");
  EXPECT_EQ(printedReference("$count[0]"), "[0]");
  EXPECT_EQ(printedReference(R"($.store\.book)"), "['store.book']");
  EXPECT_EQ(printedReference(R"($.foo\@bar.baz\[\[.\?pretty)"), "['foo@bar']['baz[[']['?pretty']");
  EXPECT_EQ(printedReference(R"($.\stor\e.boo\k)"), "['store']['book']");
  for (const char *text : {"", "a", "$.", "$..a", "$.a.", "$.a[*]", "$.a[0:1]", "$.a[0,1]",
                           "$['a','b']", "$.a[?(@.b)]", "$.*", "$.a@b", "$.a b", "$.a[", "$['a",
                           "$.a[]", "$x y", "$.a[(@.length-1)]"})
    EXPECT_EQ(printedReference(text), "error") << text;
}

TEST(ReferencePath, TheLastNameIsMarked) {
  auto result = parseReference("$.a.b");
  const Path &path = std::get<Path>(result);
  EXPECT_EQ(step<NamesStep>(path, 0).missing, NamesStep::Missing::Raise);
  EXPECT_EQ(step<NamesStep>(path, 1).missing, NamesStep::Missing::Last);
  EXPECT_EQ(path.prefix(0), "$['a']");
}

} // namespace
} // namespace aslc::jsonpath
