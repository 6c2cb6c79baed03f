#include "tools/mocks/same.h"

#include "tools/mocks/recording.h"

#include <gtest/gtest.h>

using namespace aslc::mocks;

namespace {

/// Whether `now` may stand where `then` was recorded.
bool isSame(const Json &then, const Json &now) { return withRecordedTexts(now, then) == then; }

TEST(Same, TimesUuidsExecutionsAndTokensMayDiffer) {
  EXPECT_TRUE(isSame("2024-01-01T10:00:00Z", "2026-11-29T08:15:30.250Z"));
  EXPECT_TRUE(
      isSame("6b8d0a1e-9f1b-4c55-8a57-0f9ab1f4e0aa", "00000000-0000-0000-0000-000000000000"));
  EXPECT_TRUE(isSame("arn:aws:states:eu-west-1:111111111111:execution:m:a",
                     "arn:aws:states:us-east-1:123456789012:execution:m:b"));
  EXPECT_TRUE(isSame(tokenMark, std::string(120, 'A')));
}

TEST(Same, WhatElseDiffersStays) {
  EXPECT_FALSE(isSame("2024-01-01", "2024-01-02"));
  EXPECT_FALSE(isSame("2024-01-01T10:00:00Z", "today"));
  EXPECT_FALSE(isSame("arn:aws:states:us-east-1:1:stateMachine:a",
                      "arn:aws:states:us-east-1:1:stateMachine:b"));
  EXPECT_FALSE(isSame(Json::array({1, 2}), Json::array({1})));
  EXPECT_FALSE(isSame(Json::array({1}), Json::array({1, 2})));
  EXPECT_FALSE(isSame({{"a", 1}}, {{"a", 1}, {"b", 2}}));
  EXPECT_FALSE(isSame(std::string(99, 'A'), std::string(99, 'B')));
}

TEST(Same, LooksIntoJsonWithinTexts) {
  EXPECT_TRUE(isSame(R"({"at": "2024-01-01T10:00:00Z", "n": 1})",
                     R"({"n":1,"at":"2025-01-01T10:00:00Z"})"));
  EXPECT_FALSE(isSame(R"({"n": 1})", R"({"n": 2})"));
}

TEST(Same, TheTokenIsReplacedWhereverItStands) {
  Json request{{"token", "T1"}, {"list", {"before T1 after", 7}}, {"none", nullptr}};
  Json expected{{"token", tokenMark},
                {"list", {std::string("before ") + tokenMark + " after", 7}},
                {"none", nullptr}};
  EXPECT_EQ(withoutToken(request, "T1"), expected);
  EXPECT_EQ(withoutToken(request, ""), request);
}

TEST(Same, EveryTextIsJsonInTheEnd) {
  EXPECT_EQ(jsonText(""), "null");
  EXPECT_EQ(jsonText(" 1.50 "), " 1.50 ");
  EXPECT_EQ(jsonText("no \"JSON\""), R"("no \"JSON\"")");
  EXPECT_EQ(jsonText("\xff"), "\"\xEF\xBF\xBD\"");
}

} // namespace
