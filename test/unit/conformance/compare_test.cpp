// The rules by which recordings are compared.
#include "test/conformance/runner/compare.h"

#include <gtest/gtest.h>

using namespace asl::conformance;

namespace {

Json json(const char *text) { return Json::parse(text); }

bool recorded(const char *expected, const char *actual) {
  return matchesRecorded(json(expected), json(actual));
}

TEST(MatchesText, PlaceholderStandsForAnyTextInTheMiddle) {
  EXPECT_TRUE(matchesText("arn:<name>:x", "arn:machine-1:x"));
  EXPECT_TRUE(matchesText("arn:<name>:x", "arn::x"));
  EXPECT_FALSE(matchesText("arn:<name>:x", "arn:machine:y"));
  EXPECT_FALSE(matchesText("arn:<name>:x", "arn:x"));
}

TEST(MatchesText, SeveralPlaceholdersKeepTheOrderOfTheRest) {
  EXPECT_TRUE(matchesText("<a>-b-<c>-d", "x-b-y-d"));
  EXPECT_TRUE(matchesText("<a>-b-<c>-d", "b-b-b-b-d"));
  EXPECT_FALSE(matchesText("<a>-b-<c>-d", "x-c-y-d"));
}

TEST(MatchesText, PiecesDoNotOverlap) {
  EXPECT_FALSE(matchesText("aba<x>aba", "aba"));
  EXPECT_TRUE(matchesText("aba<x>aba", "abaaba"));
}

TEST(MatchesText, WhatIsNoIdentifierIsText) {
  EXPECT_FALSE(matchesText("a < b > c", "a x c"));
  EXPECT_TRUE(matchesText("a < b > c", "a < b > c"));
  EXPECT_TRUE(matchesText("<1>", "<1>"));
  EXPECT_FALSE(matchesText("<1>", "one"));
}

TEST(Recorded, WholePlaceholderMatchesANumberAndNothingElse) {
  EXPECT_TRUE(recorded(R"("<uuid:1>")", "12"));
  EXPECT_FALSE(recorded(R"("x<uuid:1>")", "12"));
  EXPECT_FALSE(recorded(R"("<uuid:1>")", "null"));
  EXPECT_FALSE(recorded(R"("<uuid:1>")", "{}"));
}

TEST(Recorded, TimestampMatchesAnything) {
  EXPECT_TRUE(recorded(R"({"a": "timestamp", "b": "datetime"})", R"({"a": 1.5, "b": {"c": 1}})"));
  EXPECT_FALSE(recorded(R"({"a": "timestamp"})", "{}"));
}

TEST(Recorded, PlaceholderAsKeyMatchesAnyKey) {
  EXPECT_TRUE(recorded(R"({"<resource:1>": 1, "a": 2})", R"({"a": 2, "whatever": 1})"));
  EXPECT_FALSE(recorded(R"({"<resource:1>": 1, "a": 2})", R"({"a": 2})"));
  EXPECT_TRUE(recorded(R"({"<x:1>": 1, "<x:2>": 2})", R"({"b": 2, "a": 1})"));
}

TEST(Recorded, IgnoredFieldsCountOnNeitherSide) {
  EXPECT_TRUE(recorded(R"({"timestamp": 1, "a": 1})", R"({"a": 1, "startDate": 3})"));
  EXPECT_FALSE(recorded(R"({"a": 1})", R"({"a": 1, "b": 3})"));
}

TEST(Recorded, ExpectedObjectMeetsItsText) {
  EXPECT_TRUE(
      recorded(R"({"input": {"a": [1, {"b": 2}]}})", R"({"input": "{\"a\":[1,{\"b\":2}]}"})"));
  EXPECT_FALSE(recorded(R"({"input": {"a": 1}})", R"({"input": "{\"a\":2}"})"));
  EXPECT_FALSE(recorded(R"({"input": {"a": 1}})", R"({"input": "{"})"));
}

TEST(Recorded, StringsThatAreEqualJsonAreEqual) {
  EXPECT_TRUE(recorded(R"("[1, 2]")", R"("[1,2]")"));
  EXPECT_TRUE(recorded(R"("1")", R"("1.0")"));
  EXPECT_TRUE(recorded(R"("[\"<uuid:1>\", 3]")", R"("[\"x\",3]")"));
  EXPECT_FALSE(recorded(R"("[1, 2]")", R"("[2, 1]")"));
}

TEST(Recorded, NumbersAreEqualByValue) {
  EXPECT_TRUE(recorded("1", "1.0"));
  EXPECT_FALSE(recorded("1", "1.5"));
  EXPECT_FALSE(recorded("9007199254740993", "9007199254740992"));
  EXPECT_FALSE(recorded("1", R"("1")"));
}

TEST(Recorded, DifferencesNameTheirPlace) {
  Differences differences;
  compareRecorded(json(R"({"a": {"b": [1, 2]}, "c": 1})"), json(R"({"a": {"b": [1, 3]}, "d": 1})"),
                  "", differences);
  Differences expected = {{"a.b[1]", "2", "3"}, {"c", "1", "(absent)"}, {"d", "(absent)", "1"}};
  EXPECT_EQ(differences, expected);
}

TEST(EqualValues, KeyOrderDoesNotCountAndWildcardsDoNotExist) {
  EXPECT_TRUE(equalValues(json(R"({"a": 1, "b": 2.0})"), json(R"({"b": 2, "a": 1.0})")));
  EXPECT_FALSE(equalValues(json(R"("<a>")"), json(R"("x")")));
  EXPECT_FALSE(equalValues(json(R"({"a": 1})"), json(R"({"b": 1})")));
}

TEST(EqualValues, UnorderedHoldsForTheOutermostArray) {
  EXPECT_TRUE(equalValues(json("[1, 2, 2]"), json("[2, 1, 2]"), true));
  EXPECT_FALSE(equalValues(json("[1, 2, 2]"), json("[2, 1, 1]"), true));
  EXPECT_FALSE(equalValues(json("[1, 2]"), json("[2, 1]")));
}

} // namespace
