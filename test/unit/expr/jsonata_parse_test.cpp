// The JSONata reader against the reference suite: what compiles, and with which code the rest is
// refused.
#include "compiler/expr/jsonata/check.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

using namespace aslc::jsonata;
using Json = nlohmann::json;

namespace {

std::string codeOf(std::string_view expression) {
  auto parsed = parse(expression);
  auto *error = std::get_if<Error>(&parsed);
  return error ? error->code : "";
}

std::vector<Problem> findingsOf(std::string_view expression, StatesMembers scope = {}) {
  auto parsed = parse(expression);
  EXPECT_TRUE(std::holds_alternative<NodePtr>(parsed)) << expression;
  return check(*std::get<NodePtr>(parsed), scope);
}

TEST(JsonataParse, AgreesWithTheReferenceSuite) {
  std::filesystem::path folder = std::filesystem::path(ASLC_SHARED) / "conformance/jsonata";
  if (!std::filesystem::is_directory(folder))
    GTEST_SKIP() << "no shared conformance data";
  size_t cases = 0;
  for (const auto &entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json" || entry.path().stem() == "lone-surrogates")
      continue;
    for (const Json &one : Json::parse(std::ifstream(entry.path()))) {
      bool refused = one.contains("error") && one.value("phase", "") == "compile";
      std::string expected = refused ? one["error"]["code"].get<std::string>() : "";
      EXPECT_EQ(codeOf(one["expr"].get<std::string>()), expected) << one["name"];
      ++cases;
    }
  }
  EXPECT_GT(cases, 1000u);
}

TEST(JsonataParse, DeepNestingIsAnErrorAndNoCrash) {
  EXPECT_EQ(codeOf(std::string(100000, '(')), "S0500");
  EXPECT_EQ(codeOf(std::string(100000, '-') + "1"), "S0500");
}

TEST(JsonataParse, MessagesQuoteTheirInserts) {
  auto parsed = parse("{\"a\":}");
  EXPECT_EQ(std::get<Error>(parsed).message(),
            "The symbol \"}\" cannot be used as a unary operator");
}

/// What an error of `expression` is about; `|` where something is missing.
std::string placeIn(std::string_view expression) {
  auto parsed = parse(expression);
  auto *error = std::get_if<Error>(&parsed);
  if (!error)
    return "no error";
  auto [begin, end] = placeOf(*error, expression);
  std::string shown(expression.substr(0, begin));
  return shown + "|" +
         std::string(begin < expression.size() ? expression.substr(begin, end - begin) : "");
}

TEST(JsonataPlace, AWholeTokenIsShown) {
  EXPECT_EQ(placeIn("1 'abc'"), "1 |'abc'");
  EXPECT_EQ(placeIn("1 'a\\\"c'"), "1 |'a\\\"c'");
  EXPECT_EQ(placeIn("$a $bcd"), "$a |$bcd");
  EXPECT_EQ(placeIn("$a.`b c` `d e`"), "$a.`b c` |`d e`");
  EXPECT_EQ(placeIn("a.null"), "a.|null");
  EXPECT_EQ(placeIn("{\"a\": }"), "{\"a\": |}");
  EXPECT_EQ(placeIn("a ! b"), "a |!");
  EXPECT_EQ(placeIn("a / /b(?=c)/i"), "a / |/b(?=c)/i");
  EXPECT_EQ(placeIn("1 := 2"), "|1");
  EXPECT_EQ(placeIn("\"\xF0\x9F\x98\x80\" 1 2"), "\"\xF0\x9F\x98\x80\" |1");
}

TEST(JsonataPlace, WhatIsMissingIsMissingBehindTheLastToken) {
  EXPECT_EQ(placeIn("1 +"), "1 +|");
  EXPECT_EQ(placeIn(" 1 +  /* x */ "), " 1 +| ");
  EXPECT_EQ(placeIn("[1, (2"), "[1, (2|");
  EXPECT_EQ(placeIn(""), "|");
}

TEST(JsonataPlace, ATokenWithoutEndIsShownAtItsBeginning) {
  EXPECT_EQ(placeIn("a & 'bc"), "a & |'");
  EXPECT_EQ(placeIn("a & `bc"), "a & |`");
  EXPECT_EQ(placeIn("a & /bc"), "a & |/");
  EXPECT_EQ(placeIn("a /* bc"), "a |/*");
  EXPECT_EQ(placeIn("a & //"), "a & |//");
  EXPECT_EQ(placeIn("1 + 1e999"), "1 + |1e999");
  EXPECT_EQ(placeIn("a & 'b\\qc'"), "a & 'b|\\");
  EXPECT_EQ(placeIn("a & 'b\\u12'"), "a & 'b|\\");
}

TEST(JsonataPlace, ASignatureIsReadWithinItsTokens) {
  EXPECT_EQ(placeIn("function($a)<s<n>>{1}"), "function($a)<s|<");
}

TEST(JsonataCheck, BareNamesAtTheTopLevelAreFound) {
  auto findings = findingsOf("phone & $.x & $$.y");
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].text, "phone");
  EXPECT_EQ(findings[1].text, "$");
  EXPECT_EQ(findings[2].text, "$$");
}

TEST(JsonataCheck, PredicatesSortTermsAndLaterStepsRunOnAValue) {
  EXPECT_TRUE(findingsOf("$states.input.a[b = $.c]^(>d).e{f: $sum(g)}").empty());
}

TEST(JsonataCheck, LambdaBodiesAreStillTopLevel) {
  auto findings = findingsOf("$map($x, function($v) { name })");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].text, "name");
}

TEST(JsonataCheck, ResultAndErrorOutputNeedTheirScope) {
  EXPECT_EQ(findingsOf("$states.result.a").size(), 1u);
  EXPECT_EQ(findingsOf("$states.errorOutput").size(), 1u);
  EXPECT_TRUE(findingsOf("$states.result.a", {true, false}).empty());
  EXPECT_TRUE(findingsOf("$states.errorOutput.Cause", {false, true}).empty());
}

TEST(JsonataCheck, CallsOfUnknownFunctionsAndWrongCountsAreFound) {
  auto findings = findingsOf("$foo(1) & $substring('a', 1, 2, 3) & $eval('1')");
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[0].kind, Problem::Kind::UnknownFunction);
  EXPECT_EQ(findings[1].kind, Problem::Kind::ArgumentCount);
  EXPECT_EQ(findings[2].kind, Problem::Kind::Eval);
}

TEST(JsonataCheck, ChainedCallsCountTheirLeftSide) {
  EXPECT_TRUE(findingsOf("'a' ~> $substring(1, 2)").empty());
  EXPECT_EQ(findingsOf("'a' ~> $substring(1, 2, 3)").size(), 1u);
  EXPECT_TRUE(findingsOf("$states.input ~> $count()").empty());
  EXPECT_EQ(findingsOf("$count()").size(), 1u);
}

TEST(JsonataCheck, AFunctionThatIsUnknownIsNoVariable) {
  auto parsed = parse("($mine := 1; $nothing($other))");
  auto variables = freeVariables(*std::get<NodePtr>(parsed));
  ASSERT_EQ(variables.size(), 1u);
  EXPECT_EQ(variables[0].name, "other");
}

TEST(JsonataCheck, StatesMayBeHidden) {
  EXPECT_TRUE(findingsOf("($states := {'result': 1}; $states.result)").empty());
}

TEST(JsonataCheck, FreeVariablesLeaveOutWhatTheExpressionBinds) {
  auto parsed = parse("($a := $b; $map($c, function($v) { $v + $a + $d }))");
  auto variables = freeVariables(*std::get<NodePtr>(parsed));
  ASSERT_EQ(variables.size(), 3u);
  EXPECT_EQ(variables[0].name, "b");
  EXPECT_EQ(variables[1].name, "c");
  EXPECT_EQ(variables[2].name, "d");
}

} // namespace
