// Types and constraints of requests, and the texts about them.
#include "runtime/api/constraints.h"
#include "runtime/api/request_types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace asl::api {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// `code: message`, or the request as JSON when it is good.
std::string outcome(std::string_view operation, std::string_view body) {
  const model::Operation *found = model::findOperation(operation);
  auto read = readRequest(*found, body);
  if (const Error *error = std::get_if<Error>(&read))
    return error->code + ": " + error->message;
  const Json &request = std::get<Json>(read);
  if (auto error = checkConstraints(*found, request))
    return error->code + ": " + error->message;
  return request.dump();
}

std::string of(char c, size_t count) { return std::string(count, c); }

constexpr const char *kArn = "arn:aws:states:us-east-1:123456789012:stateMachine:m";

std::string start(const std::string &more) {
  return std::string(R"({"stateMachineArn":")") + kArn + "\"" + more + "}";
}

TEST(RequestTypes, WhatIsNoObject) {
  EXPECT_EQ(outcome("ListActivities", ""), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "{"), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "null"), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "\"x\""), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "{\"a\":1,}"), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "{\"a\":\"\xff\"}"), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "[]"),
            "SerializationException: Start of list found where not expected");
  EXPECT_EQ(outcome("ListActivities", of('[', 1'000'000)), "SerializationException: ");
  EXPECT_EQ(outcome("ListActivities", "{\"x\":" + of('[', 100'000) + of(']', 100'000) + "}"), "{}");
}

TEST(RequestTypes, WrongTypes) {
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":"1"})"),
            "SerializationException: STRING_VALUE can not be converted to an Integer");
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":true})"),
            "SerializationException: TRUE_VALUE can not be converted to an Integer");
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":[1]})"),
            "SerializationException: Start of list found where not expected");
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":{}})"),
            "SerializationException: Start of structure or map found where not expected.");
  EXPECT_EQ(outcome("ListActivities", R"({"nextToken":1})"),
            "SerializationException: NUMBER_VALUE can not be converted to a String");
  EXPECT_EQ(outcome("CreateActivity", R"({"name":"a","tags":"x"})"),
            "SerializationException: Expected list or null");
  EXPECT_EQ(outcome("CreateActivity", R"({"name":"a","tags":["x"]})"),
            "SerializationException: Expected null");
  EXPECT_EQ(outcome("UntagResource", R"({"resourceArn":"a","tagKeys":[1]})"),
            "SerializationException: NUMBER_VALUE can not be converted to a String");
  // Types come before constraints.
  EXPECT_THAT(outcome("CreateActivity", R"({"tags":"x"})"), StartsWith("SerializationException"));
}

TEST(RequestTypes, NullAndUnknownMembersAreLeftOut) {
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":null,"Foo":{"a":[1]}})"), "{}");
}

TEST(RequestTypes, NumbersAreMadeToFit) {
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":1.9})"), R"({"maxResults":1})");
  EXPECT_EQ(outcome("ListActivities", R"({"maxResults":1e2})"), R"({"maxResults":100})");
  EXPECT_THAT(outcome("ListActivities", R"({"maxResults":99999999999})"),
              HasSubstr("Value '2147483647' at 'maxResults'"));
  EXPECT_THAT(outcome("ListActivities", R"({"maxResults":-1e300})"),
              HasSubstr("Value '-2147483648' at 'maxResults'"));
  EXPECT_THAT(outcome("ListActivities", R"({"maxResults":18446744073709551615})"),
              HasSubstr("Value '2147483647' at 'maxResults'"));
  EXPECT_EQ(outcome("UpdateMapRun", R"({"mapRunArn":"a","toleratedFailureCount":1e19})"),
            R"({"mapRunArn":"a","toleratedFailureCount":9223372036854775807})");
}

TEST(Constraints, Required) {
  EXPECT_EQ(outcome("StartExecution", "{}"),
            "ValidationException: 1 validation error detected: Value null at 'stateMachineArn' "
            "failed to satisfy constraint: Member must not be null");
  EXPECT_EQ(outcome("CreateActivity", R"({"name":"a","encryptionConfiguration":{"kmsKeyId":"k"}})"),
            "ValidationException: 1 validation error detected: Value null at "
            "'encryptionConfiguration.type' failed to satisfy constraint: Member must not be null");
  EXPECT_THAT(outcome("TagResource", R"({"resourceArn":"a","tags":[{"key":null,"value":"v"}]})"),
              HasSubstr("Value null at 'tags.1.member.key'"));
  EXPECT_THAT(outcome("TagResource", R"({"resourceArn":"a","tags":[null]})"),
              HasSubstr("Value null at 'tags.1.member' failed"));
}

TEST(Constraints, Lengths) {
  std::string name = of('a', 81);
  EXPECT_EQ(outcome("StartExecution", start(R"(,"name":")" + name + "\"")),
            "ValidationException: 1 validation error detected: Value '" + name +
                "' at 'name' failed to satisfy constraint: Member must have length less than or "
                "equal to 80");
  EXPECT_THAT(outcome("StartExecution", start(R"(,"name":"")")),
              HasSubstr("Value '' at 'name' failed to satisfy constraint: Member must have length "
                        "greater than or equal to 1"));
  // Java counts units of UTF-16.
  std::string faces;
  for (int i = 0; i < 40; ++i)
    faces += "\U0001F600";
  EXPECT_THAT(outcome("StartExecution", start(R"(,"name":")" + faces + "\"")), StartsWith("{"));
  EXPECT_THAT(outcome("StartExecution", start(R"(,"name":")" + faces + "x\"")),
              StartsWith("ValidationException"));
}

TEST(Constraints, PayloadsAreCountedInBytesAndNotShown) {
  std::string umlauts;
  for (int i = 0; i < 131'072; ++i)
    umlauts += "\u00e4";
  EXPECT_THAT(outcome("StartExecution", start(R"(,"input":")" + umlauts + "\"")), StartsWith("{"));
  EXPECT_EQ(outcome("StartExecution", start(R"(,"input":")" + umlauts + "x\"")),
            "ValidationException: 1 validation error detected: Value at 'input' failed to satisfy "
            "constraint: Member must have size less than or equal to 262144 bytes in UTF-8 "
            "encoding");
  // A result that is too large fails its task.
  EXPECT_THAT(outcome("SendTaskSuccess", R"({"taskToken":"t","output":")" + umlauts + "x\"}"),
              StartsWith("{"));
  EXPECT_THAT(outcome("SendTaskFailure", R"({"taskToken":"t","error":")" + of('e', 257) + "\"}"),
              HasSubstr("Value at 'error' failed to satisfy constraint: Member must have length"));
}

TEST(Constraints, RangesEnumsPatterns) {
  EXPECT_EQ(outcome("ListExecutions", R"({"maxResults":1001})"),
            "ValidationException: 1 validation error detected: Value '1001' at 'maxResults' failed "
            "to satisfy constraint: Member must have value less than or equal to 1000");
  EXPECT_THAT(outcome("ListExecutions", R"({"maxResults":-1})"),
              HasSubstr("Member must have value greater than or equal to 0"));
  EXPECT_EQ(outcome("ListExecutions", R"({"statusFilter":"succeeded"})"),
            "ValidationException: 1 validation error detected: Value 'succeeded' at 'statusFilter' "
            "failed to satisfy constraint: Member must satisfy enum value set: [SUCCEEDED, "
            "TIMED_OUT, PENDING_REDRIVE, ABORTED, FAILED, RUNNING]");
  EXPECT_THAT(outcome("UpdateMapRun", R"({"mapRunArn":"a","toleratedFailurePercentage":101})"),
              HasSubstr("Value '101.0' at 'toleratedFailurePercentage'"));
  EXPECT_THAT(outcome("RedriveExecution", R"({"executionArn":"a","clientToken":"a b"})"),
              HasSubstr("Member must satisfy regular expression pattern: [!-~]+"));
  EXPECT_THAT(outcome("StartExecution", start(R"(,"traceHeader":"\u00e4")")),
              HasSubstr(R"(pattern: \p{ASCII}*)"));
}

TEST(Constraints, SeveralAndLists) {
  std::string route = R"({"stateMachineVersionArn":"v","weight":50})";
  EXPECT_EQ(outcome("CreateStateMachineAlias", R"({"name":"a","routingConfiguration":[)" + route +
                                                   "," + route + "," + route + "]}"),
            "ValidationException: 1 validation error detected: Value "
            "'[RoutingConfigurationListItem(stateMachineVersionArn=v, weight=50), "
            "RoutingConfigurationListItem(stateMachineVersionArn=v, weight=50), "
            "RoutingConfigurationListItem(stateMachineVersionArn=v, weight=50)]' at "
            "'routingConfiguration' failed to satisfy constraint: Member must have length less "
            "than or equal to 2");
  EXPECT_EQ(outcome("CreateStateMachineAlias",
                    R"({"name":"123","routingConfiguration":[{"stateMachineVersionArn":"v",)"
                    R"("weight":101}]})"),
            "ValidationException: 2 validation errors detected: Value '123' at 'name' failed to "
            "satisfy constraint: Member must satisfy regular expression pattern: "
            "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$; Value '101' at "
            "'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have "
            "value less than or equal to 100");
  EXPECT_EQ(outcome("UntagResource", R"({"resourceArn":"a","tagKeys":["","b"]})"),
            "ValidationException: 1 validation error detected: Value '[, b]' at 'tagKeys' failed "
            "to satisfy constraint: Member must satisfy constraint: [Member must have length less "
            "than or equal to 128, Member must have length greater than or equal to 1, Member must "
            "not be null]");
  std::string tags;
  for (int i = 0; i < 40; ++i)
    tags += std::string(i ? "," : "") + R"({"key":"","value":"v"})";
  EXPECT_THAT(outcome("TagResource", R"({"resourceArn":"a","tags":[)" + tags + "]}"),
              StartsWith("ValidationException: 10 validation errors detected: "));
}

TEST(Constraints, Patterns) {
  std::string_view alias = "^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$";
  EXPECT_TRUE(matchesModelPattern(alias, "PROD-1.a_"));
  EXPECT_TRUE(matchesModelPattern(alias, "1."));
  EXPECT_FALSE(matchesModelPattern(alias, "12"));
  EXPECT_FALSE(matchesModelPattern(alias, ""));
  EXPECT_FALSE(matchesModelPattern(alias, "a\n"));
}

/// Every recorded request that AWS answered passes, and every recorded ValidationException about a
/// constraint has the recorded text.
TEST(Constraints, AgreeWithRecordings) {
  std::filesystem::path folder = ASLC_SHARED "/conformance/api";
  if (!std::filesystem::exists(folder))
    GTEST_SKIP() << "there are no recordings";
  size_t good = 0, bad = 0;
  for (const auto &entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".json")
      continue;
    std::ifstream file(entry.path());
    Json transcript = Json::parse(file);
    for (const Json &step : transcript["steps"]) {
      if (!step.contains("call") || (step.contains("error") && step["error"].empty()))
        continue;
      Json params = step.value("params", Json::object());
      if (params.contains("definition") && params["definition"].is_object())
        params["definition"] = params["definition"].dump();
      std::string code = step.contains("error") ? step["error"]["code"].get<std::string>() : "";
      std::string message = code.empty() ? "" : step["error"].value("message", "");
      // References to earlier answers, and tokens named by their length.
      if (message.find("${") != message.npos || message.find("_chars") != message.npos ||
          message.find("Routing") != message.npos)
        continue;
      std::string result = outcome(step["call"].get<std::string>(), params.dump());
      if (message.find("validation error detected") != message.npos) {
        EXPECT_EQ(result, code + ": " + message) << entry.path();
        ++bad;
      } else {
        EXPECT_THAT(result, StartsWith("{")) << entry.path();
        ++good;
      }
    }
  }
  EXPECT_GT(good, 400u);
  EXPECT_GT(bad, 5u);
}

} // namespace
} // namespace asl::api
