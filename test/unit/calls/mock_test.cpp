// Mocks of tasks, and how errors are handled.
#include "test/unit/calls/support.h"

namespace aslc::calls {
namespace {

Json withError(Json definition, const std::string &error, uint32_t retries = 0) {
  return {{"definition", std::move(definition)},
          {"mock", {{"errorOutput", {{"error", error}, {"cause", "why"}}}}},
          {"stateConfiguration", {{"retrierRetryCount", retries}}},
          {"inspectionLevel", "DEBUG"}};
}

const Json retry = {{{"ErrorEquals", {"A"}}, {"MaxAttempts", 2}, {"IntervalSeconds", 3}},
                    {{"ErrorEquals", {"States.ALL"}},
                     {"IntervalSeconds", 4},
                     {"BackoffRate", 3},
                     {"MaxAttempts", 9},
                     {"MaxDelaySeconds", 50}}};
const Json caught = {{{"ErrorEquals", {"A"}}, {"Next", "CatchA"}},
                     {{"ErrorEquals", {"States.ALL"}},
                      {"Next", "CatchAll"},
                      {"Output", "{% $states.errorOutput.Cause %}"},
                      {"Assign", {{"e", "{% $states.errorOutput.Error %}"}}}}};

TEST(TestStateErrors, ARetrierTellsTheTimeUntilTheRetry) {
  Json response = responseTo(withError(lambdaTask({{"Retry", retry}}), "B"));
  EXPECT_EQ(response,
            (Json{{"status", "RETRIABLE"},
                  {"error", "B"},
                  {"cause", "why"},
                  {"inspectionData",
                   {{"input", Json::object()},
                    {"afterArguments", {{"FunctionName", "f"}}},
                    {"errorDetails", {{"retryIndex", 1}, {"retryBackoffIntervalSeconds", 4}}}}}}));
  response = responseTo(withError(lambdaTask({{"Retry", retry}}), "B", 2));
  EXPECT_EQ(response["inspectionData"]["errorDetails"]["retryBackoffIntervalSeconds"], 36);
  response = responseTo(withError(lambdaTask({{"Retry", retry}}), "B", 3));
  EXPECT_EQ(response["inspectionData"]["errorDetails"]["retryBackoffIntervalSeconds"], 50);
}

TEST(TestStateErrors, AfterTheLastRetryCatchersFollow) {
  Json task = lambdaTask({{"Retry", retry}, {"Catch", caught}});
  EXPECT_EQ(responseTo(withError(task, "A", 1))["status"], "RETRIABLE");
  Json response = responseTo(withError(task, "A", 2));
  EXPECT_EQ(response["status"], "CAUGHT_ERROR");
  EXPECT_EQ(response["nextState"], "CatchA");
  EXPECT_EQ(response["output"], (Json{{"Error", "A"}, {"Cause", "why"}}));
  EXPECT_EQ(response["inspectionData"]["errorDetails"], (Json{{"catchIndex", 0}}));
  response = responseTo(withError(lambdaTask({{"Retry", retry}}), "A", 2));
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_EQ(response["inspectionData"]["errorDetails"], (Json{{"retryIndex", 0}}));
}

TEST(TestStateErrors, ACatcherAssignsAndMakesItsOutput) {
  Json response = responseTo(withError(lambdaTask({{"Catch", caught}}), "B"));
  EXPECT_EQ(response["nextState"], "CatchAll");
  EXPECT_EQ(response["output"], "why");
  EXPECT_EQ(response["inspectionData"]["variables"], (Json{{"e", "B"}}));
}

TEST(TestStateErrors, ACatcherMayFail) {
  Json task = lambdaTask(
      {{"Catch", {{{"ErrorEquals", {"States.ALL"}}, {"Next", "X"}, {"Output", "{% $none %}"}}}}});
  Json response = responseTo(withError(task, "B"));
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_EQ(response["error"], "States.QueryEvaluationError");
  EXPECT_FALSE(response.contains("nextState"));
}

TEST(TestStateErrors, JsonPathCatchersMergeIntoTheRawInput) {
  Json task = {
      {"Type", "Task"},
      {"Resource", "arn:aws:states:::lambda:invoke"},
      {"InputPath", "$.a"},
      {"Catch", {{{"ErrorEquals", {"States.TaskFailed"}}, {"Next", "X"}, {"ResultPath", "$.e"}}}},
      {"End", true}};
  Json request = withError(task, "B");
  request["input"] = {{"a", {{"b", 1}}}};
  EXPECT_EQ(responseTo(request)["output"],
            (Json{{"a", {{"b", 1}}}, {"e", {{"Error", "B"}, {"Cause", "why"}}}}));
}

TEST(TestStateErrors, RuntimeErrorsAreNotHandled) {
  Json task = lambdaTask({{"Retry", retry}, {"Catch", caught}});
  Json response = responseTo(withError(task, "States.Runtime"));
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_FALSE(response["inspectionData"].contains("errorDetails"));
}

TEST(TestStateErrors, ErrorsOfTheStatesOwnFieldsAreHandled) {
  Json task = lambdaTask({{"Output", "{% $none %}"}, {"Catch", caught}});
  Json response = responseTo({{"definition", task}, {"mock", {{"result", {{"StatusCode", 200}}}}}});
  EXPECT_EQ(response["status"], "CAUGHT_ERROR");
  EXPECT_EQ(response["error"], "States.QueryEvaluationError");
}

TEST(TestStateMocks, FitTheStateAndTheRequest) {
  Json mock = {{"result", Json::object()}};
  auto refusedFor = [&](const Json &definition, Json given, Json more = Json::object()) {
    Json request = {{"definition", definition}, {"mock", std::move(given)}};
    request.update(more);
    return responseTo(request).value("refused", "");
  };
  for (const char *type : {"Wait", "Choice"})
    EXPECT_EQ(
        refusedFor(type == std::string("Wait")
                       ? Json{{"Type", type}, {"Seconds", 1}, {"End", true}}
                       : Json{{"Type", type},
                              {"Default", "X"},
                              {"Choices", {{{"Variable", "$"}, {"IsNull", true}, {"Next", "X"}}}}},
                   mock),
        "ValidationException: State type '" + std::string(type) +
            "' is not supported when a mock is specified");
  Json both = mock;
  both["errorOutput"] = {{"error", "E"}};
  std::string one =
      "ValidationException: A test mock should have only one of the following fields: "
      "[result, errorOutput].";
  EXPECT_EQ(refusedFor(lambdaTask(), both), one);
  EXPECT_EQ(refusedFor(lambdaTask(), {{"fieldValidationMode", "NONE"}}), one);
  EXPECT_EQ(
      refusedFor(lambdaTask(), mock, {{"revealSecrets", true}}),
      "ValidationException: TestState does not support RevealSecrets when a mock is specified.");
  EXPECT_EQ(
      responseTo({{"definition", lambdaTask()},
                  {"stateConfiguration", {{"mapIterationFailureCount", 1}}}})["refused"],
      "ValidationException: TestState does not support MapIterationFailureCount when a mock is "
      "not specified.");
}

TEST(TestStateMocks, TasksThatWaitNeedOne) {
  Json task = lambdaTask(
      {{"Resource", "arn:aws:states:::sqs:sendMessage.waitForTaskToken"},
       {"Arguments",
        {{"QueueUrl", "q"}, {"MessageBody", {{"t", "{% $states.context.Task.Token %}"}}}}}});
  EXPECT_EQ(responseTo({{"definition", task}})["refused"].get<std::string>().rfind(
                "InvalidDefinition: ", 0),
            0u);
  Json response = responseTo({{"definition", task}, {"mock", {{"result", {{"any", "thing"}}}}}});
  EXPECT_EQ(response["output"], (Json{{"any", "thing"}}));
}

TEST(TestStateMocks, AnUnboundTaskFails) {
  Json response = responseTo({{"definition", lambdaTask()}});
  EXPECT_EQ(response["status"], "FAILED");
  EXPECT_EQ(response["error"], "States.Runtime");
}

TEST(TestStateMocks, ResultsHaveTheShapeOfTheApi) {
  auto refused = [](const char *resource, const Json &result, const char *mode = "STRICT") {
    Json task = {{"Type", "Task"}, {"Resource", resource}, {"End", true}};
    Json mock = {{"result", result}, {"fieldValidationMode", mode}};
    std::string text = responseTo({{"definition", task}, {"mock", mock}}).value("refused", "");
    std::string prefix = "ValidationException: Mock result schema validation error: ";
    return text.rfind(prefix, 0) == 0 ? text.substr(prefix.size()) : text;
  };
  constexpr const char *describe = "arn:aws:states:::aws-sdk:sfn:describeExecution";
  EXPECT_EQ(refused(describe, Json::object()), "Required field 'ExecutionArn' is missing");
  EXPECT_EQ(refused(describe, Json::object(), "PRESENT"), "");
  EXPECT_EQ(refused(describe, {{"Status", "RUNING"}}, "PRESENT"),
            "Field 'Status' is not an expected value");
  EXPECT_EQ(refused(describe, {{"Status", "RUNING"}}, "NONE"), "");
  EXPECT_EQ(refused(describe, {{"InputDetails", {{"Included", 1}}}}, "PRESENT"),
            "Field 'Included' must be a boolean");
  EXPECT_EQ(refused(describe, {{"InputDetails", {1}}}, "PRESENT"),
            "Field 'InputDetails' must be an object");
  EXPECT_EQ(refused(describe, {{"unknown", 1}}, "PRESENT"), "");
  constexpr const char *invoke = "arn:aws:states:::lambda:invoke";
  EXPECT_EQ(refused(invoke, {{"StatusCode", "200"}}), "Field 'StatusCode' must be a number");
  EXPECT_EQ(refused(invoke, {{"Payload", {1}}}), "");
  EXPECT_EQ(refused("arn:aws:states:::apigateway:invoke", {{"StatusCode", "x"}}), "");
  EXPECT_EQ(refused("arn:aws:lambda:us-east-1:123456789012:function:f", "text"), "");
}

} // namespace
} // namespace aslc::calls
