// ValidateStateMachineDefinition.
#include "test/unit/calls/support.h"

namespace aslc::calls {
namespace {

Json validate(const std::string &definition, Json more = Json::object()) {
  Json request = {{"definition", definition}};
  request.update(more);
  return std::get<Json>(validateDefinition(request));
}

constexpr const char *twoErrors = R"({"StartAt": "A", "States": {
  "A": {"Type": "Pass", "Next": "B", "X": 1}, "C": {"Type": "Succeed"}}})";

TEST(ValidateDefinition, AcceptsWhatIsRight) {
  EXPECT_EQ(validate(R"({"StartAt": "A", "States": {"A": {"Type": "Succeed"}}})"),
            (Json{{"result", "OK"}, {"diagnostics", Json::array()}, {"truncated", false}}));
}

TEST(ValidateDefinition, ReportsAsManyAsAreWanted) {
  Json all = validate(twoErrors);
  EXPECT_EQ(all["result"], "FAIL");
  EXPECT_GE(all["diagnostics"].size(), 3u);
  EXPECT_EQ(all["truncated"], false);
  Json one = validate(twoErrors, {{"maxResults", 1}});
  EXPECT_EQ(one["diagnostics"].size(), 1u);
  EXPECT_EQ(one["truncated"], true);
  EXPECT_EQ(one["result"], "FAIL");
}

TEST(ValidateDefinition, WarningsAreReportedWhenTheyAreWanted) {
  std::string unused =
      R"({"StartAt": "A", "States": {"A": {"Type": "Pass", "Assign": {"v": 1}, "End": true}}})";
  EXPECT_EQ(validate(unused)["diagnostics"].size(), 0u);
  Json warned = validate(unused, {{"severity", "WARNING"}});
  EXPECT_EQ(warned["result"], "OK");
  ASSERT_FALSE(warned["diagnostics"].empty());
  EXPECT_EQ(warned["diagnostics"][0]["severity"], "WARNING");
}

TEST(ValidateDefinition, TheRulesAreThoseOfTheType) {
  std::string waits = R"({"StartAt": "A", "States": {"A": {"Type": "Task", "End": true,
    "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
    "Parameters": {"QueueUrl": "q", "MessageBody": {"t.$": "$$.Task.Token"}}}}})";
  EXPECT_EQ(validate(waits)["result"], "OK");
  EXPECT_EQ(validate(waits, {{"type", "EXPRESS"}})["diagnostics"][0]["location"],
            "/States/A/Resource");
}

TEST(ValidateDefinition, TextThatIsNoJson) {
  Json result = validate("");
  EXPECT_EQ(result["diagnostics"][0],
            (Json{{"severity", "ERROR"},
                  {"code", "SCHEMA_VALIDATION_FAILED"},
                  {"message", "Definition must be a valid JSON object"}}));
  result = validate("not json");
  std::string place = "[Source: (String)\"not json\"; line: 1, column: 4]";
  EXPECT_EQ(result["diagnostics"],
            Json::array({{{"severity", "ERROR"},
                          {"code", "INVALID_JSON_DESCRIPTION"},
                          {"message", "Unrecognized token 'not': was expecting (JSON String, "
                                      "Number, Array, Object or token 'null', 'true' or 'false')\n"
                                      " at " +
                                          place},
                          {"location", place}}}));
}

} // namespace
} // namespace aslc::calls
