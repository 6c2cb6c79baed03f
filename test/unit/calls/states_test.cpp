// What states do that run without a mock, and what is shown of them.
#include "test/unit/calls/support.h"

#include <chrono>
#include <future>

namespace aslc::calls {
namespace {

TEST(TestState, ShowsEachFieldOfAPass) {
  Json state = {{"Type", "Pass"},      {"InputPath", "$.a"},  {"Parameters", {{"y.$", "$.x"}}},
                {"ResultPath", "$.r"}, {"OutputPath", "$.r"}, {"Next", "Then"}};
  Json input = {{"a", {{"x", 1}}}};
  Json response =
      responseTo({{"definition", state}, {"input", input}, {"inspectionLevel", "DEBUG"}});
  EXPECT_EQ(response, (Json{{"status", "SUCCEEDED"},
                            {"nextState", "Then"},
                            {"output", {{"y", 1}}},
                            {"inspectionData",
                             {{"input", input},
                              {"afterInputPath", {{"x", 1}}},
                              {"afterParameters", {{"y", 1}}},
                              {"afterResultSelector", {{"y", 1}}},
                              {"afterResultPath", {{"a", {{"x", 1}}}, {"r", {{"y", 1}}}}}}}}));
}

TEST(TestState, ShowsWhatWasDoneBeforeAFailure) {
  Json state = {
      {"Type", "Pass"}, {"InputPath", "$.a"}, {"Parameters", {{"y.$", "$.b"}}}, {"End", true}};
  Json response = responseTo(
      {{"definition", state}, {"input", {{"a", {{"x", 1}}}}}, {"inspectionLevel", "TRACE"}});
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_EQ(response["error"], "States.Runtime");
  EXPECT_EQ(response["cause"],
            "The JSONPath '$.b' specified for the field 'y.$' could not be found "
            "in the input '{\"x\":1}'");
  EXPECT_EQ(response["inspectionData"],
            (Json{{"input", {{"a", {{"x", 1}}}}}, {"afterInputPath", {{"x", 1}}}}));
}

TEST(TestState, CausesOfExpressionsHaveNoPrefix) {
  Json state = {
      {"Type", "Pass"}, {"QueryLanguage", "JSONata"}, {"Output", "{% $nothing %}"}, {"End", true}};
  Json response = responseTo({{"definition", state}});
  EXPECT_EQ(response["error"], "States.QueryEvaluationError");
  EXPECT_EQ(response["cause"], "The JSONata expression '$nothing' specified for the field 'Output' "
                               "returned nothing (undefined).");
  EXPECT_FALSE(response.contains("output"));
  EXPECT_FALSE(response.contains("inspectionData"));
}

TEST(TestState, AWaitWaits) {
  Json state = {{"Type", "Wait"}, {"Seconds", 1}, {"Next", "Then"}};
  auto before = std::chrono::steady_clock::now();
  Json response = responseTo({{"definition", state}, {"inspectionLevel", "DEBUG"}});
  EXPECT_GE(std::chrono::steady_clock::now() - before, std::chrono::milliseconds(990));
  EXPECT_EQ(response, (Json{{"status", "SUCCEEDED"},
                            {"nextState", "Then"},
                            {"output", Json::object()},
                            {"inspectionData",
                             {{"input", Json::object()}, {"afterInputPath", Json::object()}}}}));
}

TEST(TestState, AWaitEndsWithItsTester) {
  Json wait = requestOf({{"definition", {{"Type", "Wait"}, {"Seconds", 250}, {"End", true}}}});
  Json pass = requestOf({{"definition", {{"Type", "Pass"}, {"End", true}}}});
  StateTester tester;
  auto begin = std::chrono::steady_clock::now();
  auto waits = std::async(std::launch::async, [&] { return tester.test(wait, {}); });
  // It may begin before the stop or after it.
  EXPECT_EQ(waits.wait_for(std::chrono::milliseconds(500)), std::future_status::timeout);
  tester.stop();
  for (const Answer &answer : {waits.get(), tester.test(pass, {})}) {
    ASSERT_TRUE(std::holds_alternative<Error>(answer));
    EXPECT_EQ(std::get<Error>(answer).code, "ServiceUnavailable");
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

TEST(TestState, AWaitWithAWrongFieldFails) {
  Json state = {{"Type", "Wait"}, {"SecondsPath", "$.s"}, {"End", true}};
  Json response = responseTo({{"definition", state}, {"input", {{"s", -1}}}});
  EXPECT_EQ(response["cause"], "The SecondsPath parameter references a negative value: $.s == -1");
}

TEST(TestState, AChoiceShowsItsTargetAndAssigns) {
  Json state = {{"Type", "Choice"},
                {"QueryLanguage", "JSONata"},
                {"Choices",
                 {{{"Condition", "{% $states.input.n > $limit %}"},
                   {"Next", "Big"},
                   {"Assign", {{"seen", "{% $limit %}"}}},
                   {"Output", {{"n", "{% $states.input.n %}"}}}}}},
                {"Default", "Small"}};
  Json request = {
      {"definition", state}, {"variables", {{"limit", 3}}}, {"inspectionLevel", "DEBUG"}};
  request["input"] = {{"n", 5}, {"m", 1}};
  Json response = responseTo(request);
  EXPECT_EQ(response["nextState"], "Big");
  EXPECT_EQ(response["output"], (Json{{"n", 5}}));
  EXPECT_EQ(response["inspectionData"]["variables"], (Json{{"limit", 3}, {"seen", 3}}));
  request["input"] = {{"n", 1}};
  response = responseTo(request);
  EXPECT_EQ(response["nextState"], "Small");
  EXPECT_EQ(response["inspectionData"]["variables"], (Json{{"limit", 3}}));
}

TEST(TestState, AConditionMustBeABoolean) {
  Json state = {{"Type", "Choice"},
                {"QueryLanguage", "JSONata"},
                {"Choices", {{{"Condition", "{% $states.input.x %}"}, {"Next", "A"}}}}};
  Json response = responseTo({{"definition", state}, {"input", {{"x", nullptr}}}});
  EXPECT_EQ(
      response["cause"],
      "The JSONata expression '$states.input.x' specified for the field 'Choices[0]/Condition' "
      "returned an unexpected result type. Expected 'boolean', but was 'null' for value: null");
}

TEST(TestState, AChoiceWithoutAMatchFails) {
  Json state = {{"Type", "Choice"},
                {"Choices", {{{"Variable", "$.x"}, {"IsNull", true}, {"Next", "A"}}}}};
  Json response = responseTo({{"definition", state}, {"input", {{"x", 1}}}});
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_EQ(response["error"], "States.Runtime");
  EXPECT_FALSE(response.contains("nextState"));
}

TEST(TestState, AFailWithoutErrorHasNone) {
  EXPECT_EQ(responseTo({{"definition", {{"Type", "Fail"}}}}), (Json{{"status", "FAILED"}}));
}

TEST(TestState, AStateMayFollowItself) {
  Json state = {{"Type", "Pass"}, {"Next", "StateName"}};
  EXPECT_EQ(
      responseTo({{"definition", state}}),
      (Json{{"status", "SUCCEEDED"}, {"nextState", "StateName"}, {"output", Json::object()}}));
}

TEST(TestState, ReadsVariablesOfAMachineInAnyScope) {
  Json inner = {{"Type", "Pass"}, {"Parameters", {{"v.$", "$v"}}}, {"End", true}};
  Json machine = {{"StartAt", "P"},
                  {"States",
                   {{"P",
                     {{"Type", "Parallel"},
                      {"Branches", {{{"StartAt", "In"}, {"States", {{"In", inner}}}}}},
                      {"End", true}}}}}};
  Json request = {{"definition", machine}, {"stateName", "In"}};
  EXPECT_EQ(responseTo(request)["error"], "States.Runtime");
  request["variables"] = {{"v", {1, 2}}};
  EXPECT_EQ(responseTo(request)["output"], (Json{{"v", {1, 2}}}));
}

TEST(TestState, TheContextIsThatOfAnExpressExecution) {
  Json state = {{"Type", "Pass"}, {"Parameters", {{"c.$", "$$"}}}, {"End", true}};
  Json request = {{"definition", state}, {"input", {1}}};
  Json context = responseTo(request)["output"]["c"];
  EXPECT_EQ(context["State"]["Name"], "StateName");
  EXPECT_FALSE(context["State"].contains("RetryCount"));
  EXPECT_EQ(context["Execution"]["Input"], (Json{1}));
  EXPECT_EQ(context["Execution"]["RoleArn"], "arn:aws:iam::123456789012:role/test");
  std::string name = context["StateMachine"]["Name"];
  EXPECT_EQ(context["Execution"]["Id"], "arn:aws:states:us-east-1:123456789012:express:" + name +
                                            ":" + context["Execution"]["Name"].get<std::string>());
  EXPECT_FALSE(context.contains("Task"));
  EXPECT_FALSE(context["Execution"].contains("RedriveCount"));
}

TEST(TestState, InputsAreChecked) {
  Json pass = {{"Type", "Pass"}, {"End", true}};
  Json refused = responseTo({{"definition", pass}, {"input", "{'a': 1}"}});
  EXPECT_EQ(
      refused["refused"].get<std::string>().rfind("InvalidExecutionInput: Invalid State Machine "
                                                  "Execution Input: '",
                                                  0),
      0u);
  EXPECT_EQ(responseTo({{"definition", pass}, {"variables", "[1]"}})["refused"],
            "ValidationException: Variables must be a valid JSON object");
  std::string large(300'000, 'x');
  EXPECT_EQ(responseTo({{"definition", pass}, {"input", {large}}})["error"],
            "States.DataLimitExceeded");
}

TEST(TestState, NestedValuesAreRefusedBeyondTheLimit) {
  Json request = {{"definition", {{"Type", "Pass"}, {"End", true}}}};
  request["variables"] = "{\"a\":" + nested(999) + "}";
  EXPECT_EQ(responseTo(request)["status"], "SUCCEEDED");
  for (size_t levels : {1000, 131'000}) {
    request["variables"] = "{\"a\":" + nested(levels) + "}";
    EXPECT_EQ(responseTo(request)["refused"],
              "ValidationException: Variables must be a valid JSON object");
  }
  request = {{"definition", lambdaTask()}, {"mock", {{"errorOutput", {{"error", "E"}}}}}};
  for (size_t levels : {1000, 131'000}) {
    request["context"] = R"({"Execution":{"Input":)" + nested(levels) + "}}";
    EXPECT_EQ(responseTo(request)["refused"], "ValidationException: Invalid Context object "
                                              "provided: it must be a valid JSON object");
  }
}

TEST(TestState, TheContextHasAnInputOfAnyDepth) {
  Json state = {{"Type", "Pass"}, {"Parameters", {{"c.$", "$$.Execution.Input"}}}, {"End", true}};
  EXPECT_EQ(responseTo({{"definition", state}, {"input", nested(999)}})["status"], "SUCCEEDED");
}

TEST(TestState, DefinitionsAreCheckedInTheServicesWords) {
  EXPECT_EQ(
      responseTo({{"definition", {{"Type", "Pass"}, {"End", true}, {"X", 1}}}})["refused"],
      "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'X' "
      "is not supported at /States/StateName'");
  EXPECT_EQ(responseTo({{"definition", {{"End", true}}}})["refused"],
            "InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These "
            "fields are required: [Type] at /States/StateName'");
  Json branch = {{"StartAt", "A"}, {"States", {{"A", {{"Type", "Pass"}, {"Next", "B"}}}}}};
  Json refused =
      responseTo({{"definition", {{"Type", "Parallel"}, {"Branches", {branch}}, {"Next", "Z"}}}});
  EXPECT_EQ(
      refused["refused"],
      "InvalidDefinition: Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing "
      "'Next' target: B at /States/StateName/Branches[0]/States/A/Next'");
}

} // namespace
} // namespace aslc::calls
