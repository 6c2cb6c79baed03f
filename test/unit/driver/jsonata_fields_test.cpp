// The fields of JSONata states: a value of the right type works; any other is a
// States.QueryEvaluationError with the field as its location, which Catch can match.
#include "test/unit/driver/definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aslc::test;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

namespace {

/// A state `S` as a member, with `field` inserted.
std::string task(const std::string &field) {
  return R"("S": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
                  "Arguments": "sent", "End": true, )" +
         field + "}";
}

std::string wait(const std::string &field) {
  return R"("S": {"Type": "Wait", "End": true, )" + field + "}";
}

std::string fail(const std::string &field) { return R"("S": {"Type": "Fail", )" + field + "}"; }

std::string pass(const std::string &field) {
  return R"("S": {"Type": "Pass", "End": true, )" + field + "}";
}

std::string map(const std::string &field, bool distributed = false) {
  std::string config =
      R"("ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},)";
  return R"("S": {"Type": "Map", "End": true, "ItemProcessor": {)" +
         (distributed ? config : std::string()) +
         R"("StartAt": "I", "States": {"I": {"Type": "Pass", "End": true}}}, )" + field + "}";
}

/// The result of the field `name`, in a state made by `state`, for each expression.
template <typename State>
void expectTypes(State state, const std::string &name, const std::string &expected,
                 const std::string &place, const std::vector<std::string> &wrong) {
  for (const std::string &expression : wrong) {
    auto recorded = runStates(state("\"" + name + "\": \"{% " + expression + " %}\""));
    std::string shown = "'" + expression + "' specified for the field '" + place + "'";
    EXPECT_THAT(outcomeOf(recorded),
                StartsWith("States.QueryEvaluationError: The JSONata expression " + shown +
                           " returned an unexpected result type. Expected '" + expected +
                           "', but was '"));
    EXPECT_EQ(locationOf(recorded), place);
  }
  auto undefined = runStates(state("\"" + name + "\": \"{% $states.input.no %}\""));
  EXPECT_EQ(outcomeOf(undefined),
            "States.QueryEvaluationError: The JSONata expression '$states.input.no' specified for "
            "the field '" +
                place + "' returned nothing (undefined).");
  EXPECT_EQ(locationOf(undefined), place);
  auto function = runStates(state("\"" + name + "\": \"{% $sum %}\""));
  EXPECT_EQ(outcomeOf(function),
            "States.QueryEvaluationError: The JSONata expression '$sum' specified for the field '" +
                place + "' returned an unsupported result type.");
  auto failed = runStates(state("\"" + name + "\": \"{% 1 + 'a' %}\""));
  EXPECT_EQ(
      outcomeOf(failed),
      "States.QueryEvaluationError: The JSONata expression '1 + 'a'' specified for the "
      "field '" +
          place +
          "' threw an error during evaluation. T2002: The right side of the \"+\" operator must "
          "evaluate to a number");
  EXPECT_EQ(locationOf(failed), place);
}

const std::vector<std::string> noNumbers = {"'1'", "null", "true", "{}", "[1]"};
const std::vector<std::string> noStrings = {"1", "null", "true", "{}", "['a']"};

TEST(JsonataFields, NumbersAreRequired) {
  expectTypes(task, "TimeoutSeconds", "number", "TimeoutSeconds", noNumbers);
  expectTypes(task, "HeartbeatSeconds", "number", "HeartbeatSeconds", noNumbers);
  expectTypes(wait, "Seconds", "number", "Seconds", noNumbers);
  auto inlined = [](const std::string &field) { return map("\"Items\": [1], " + field); };
  expectTypes(inlined, "MaxConcurrency", "number", "MaxConcurrency", noNumbers);
  auto distributed = [](const std::string &field) { return map("\"Items\": [1], " + field, true); };
  for (const char *name : {"MaxConcurrency", "ToleratedFailureCount", "ToleratedFailurePercentage"})
    expectTypes(distributed, name, "number", name, noNumbers);
  auto batched = [](const std::string &field) {
    return map("\"Items\": [1], \"ItemBatcher\": {" + field + "}", true);
  };
  for (const char *name : {"MaxItemsPerBatch", "MaxInputBytesPerBatch"})
    expectTypes(batched, name, "number", std::string("ItemBatcher/") + name, noNumbers);
}

TEST(JsonataFields, StringsAreRequired) {
  expectTypes(wait, "Timestamp", "string", "Timestamp", noStrings);
  expectTypes(fail, "Error", "string", "Error", noStrings);
  expectTypes(fail, "Cause", "string", "Cause", noStrings);
  auto credentials = [](const std::string &field) {
    return task("\"Credentials\": {" + field + "}");
  };
  expectTypes(credentials, "RoleArn", "string", "Credentials/RoleArn", noStrings);
}

TEST(JsonataFields, OtherTypesAreRequired) {
  expectTypes([](const std::string &field) { return map(field); }, "Items", "array", "Items",
              {"1", "'a'", "null", "true", "{}"});
  expectTypes(task, "Credentials", "object", "Credentials", {"1", "'a'", "null", "true", "[]"});
  auto choice = [](const std::string &field) {
    return R"("S": {"Type": "Choice", "Choices": [{"Condition": false, "Next": "Z"}, {)" + field +
           R"(, "Next": "Z"}], "Default": "Z"}, "Z": {"Type": "Succeed"})";
  };
  expectTypes(choice, "Condition", "boolean", "Choices[1]/Condition",
              {"1", "0", "'true'", "null", "{}", "[true]"});
}

/// A value of the right type that is out of range: `what` is the cause, `place` its location.
void expectRefused(const std::string &state, const std::string &what, const std::string &place) {
  auto recorded = runStates(state);
  EXPECT_EQ(outcomeOf(recorded), "States.QueryEvaluationError: " + what);
  EXPECT_EQ(locationOf(recorded), place) << state;
}

TEST(JsonataFields, NumbersHaveTheRangeOfTheirField) {
  expectRefused(task(R"("TimeoutSeconds": "{% 0 %}")"),
                "The TimeoutSeconds field must be positive but was 0.", "TimeoutSeconds");
  expectRefused(task(R"("TimeoutSeconds": "{% 1.5 %}")"),
                "The TimeoutSeconds field refers to value \"1.5\" which is not a valid integer.",
                "TimeoutSeconds");
  expectRefused(task(R"("HeartbeatSeconds": "{% -1 %}")"),
                "The HeartbeatSeconds field must be positive but was -1.", "HeartbeatSeconds");
  expectRefused(wait(R"("Seconds": "{% -1 %}")"),
                "The Seconds field references a negative value: -1", "Seconds");
  expectRefused(map(R"("Items": [1], "MaxConcurrency": "{% -1 %}")"),
                "MaxConcurrency cannot be negative.", "MaxConcurrency");
  auto distributed = [](const std::string &field) { return map("\"Items\": [1], " + field, true); };
  expectRefused(distributed(R"("ToleratedFailureCount": "{% 0.5 %}")"),
                "The ToleratedFailureCount field has value \"0.5\" which is not a valid integer",
                "ToleratedFailureCount");
  expectRefused(distributed(R"("ToleratedFailurePercentage": "{% 100.5 %}")"),
                "ToleratedFailurePercentage must be between 0 and 100.",
                "ToleratedFailurePercentage");
  expectRefused(distributed(R"("ItemBatcher": {"MaxItemsPerBatch": "{% 0 %}"})"),
                "MaxItemsPerBatch must be positive.", "ItemBatcher/MaxItemsPerBatch");
  expectRefused(distributed(R"("ItemBatcher": {"MaxInputBytesPerBatch": "{% 262145 %}"})"),
                "MaxInputBytesPerBatch must be at most 262144.",
                "ItemBatcher/MaxInputBytesPerBatch");
}

TEST(JsonataFields, IntegralDoublesAreAccepted) {
  EXPECT_EQ(runStates(wait(R"("Seconds": "{% 1.5 * 2 %}")")).durationMs, 3000);
  EXPECT_EQ(runStates(wait(R"("Seconds": "{% $states.input.t %}")"), R"({"t": 3.0})").durationMs,
            3000);
}

TEST(JsonataFields, TimestampsAreMoments) {
  expectRefused(wait(R"("Timestamp": "{% '2024-01-01 10:00:00Z' %}")"),
                "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time "
                "format string: 2024-01-01 10:00:00Z",
                "Timestamp");
  // The virtual clock starts at 2024-01-01T10:00:00Z.
  EXPECT_EQ(runStates(wait(R"("Timestamp": "{% '2024-01-01T10:00:07Z' %}")")).durationMs, 7000);
}

TEST(JsonataFields, CredentialsNeedARole) {
  expectRefused(task(R"("Credentials": "{% {} %}")"),
                "The field 'RoleArn' of Credentials must be a string but was: undefined",
                "Credentials/RoleArn");
  auto recorded = runStates(task(R"("Credentials": "{% {'RoleArn': 'arn:' & 'x'} %}")"));
  EXPECT_THAT(recorded.history.text(), HasSubstr(R"("taskCredentials":{"roleArn":"arn:x"})"));
}

TEST(JsonataFields, TheTimeoutsOfATaskAreInItsEvent) {
  auto recorded =
      runStates(task(R"("TimeoutSeconds": "{% 2 * 30 %}", "HeartbeatSeconds": "{% 5 %}")"));
  EXPECT_THAT(recorded.history.text(), HasSubstr(R"("timeoutInSeconds":60)"));
}

TEST(JsonataFields, RetryAndCatchMatchFailures) {
  const char *handlers = R"("Retry": [{"ErrorEquals": ["States.QueryEvaluationError"],
                                       "IntervalSeconds": 2, "MaxAttempts": 1}],
     "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "Z",
                "Output": "{% $states.errorOutput.Error %}"}], )";
  const char *end = R"(, "Z": {"Type": "Succeed"})";
  for (const char *field :
       {R"("TimeoutSeconds": "{% 0 %}")", R"("Credentials": {"RoleArn": "{% 1 %}"})",
        R"("Output": "{% $states.result.no %}")", R"("Assign": {"x": "{% $nothing() %}"})"}) {
    auto recorded = runStates(task(std::string(handlers) + field) + end);
    EXPECT_EQ(outcomeOf(recorded), "\"States.QueryEvaluationError\"") << field;
    EXPECT_EQ(recorded.durationMs, 2000) << field;
  }
  for (const char *field :
       {R"("Items": "{% 1 %}")", R"("Items": [1], "MaxConcurrency": "{% -1 %}")",
        R"("Items": [1], "ItemSelector": {"a": "{% $nothing() %}"})"})
    EXPECT_EQ(outcomeOf(runStates(map(std::string(handlers) + field) + end)),
              "\"States.QueryEvaluationError\"")
        << field;
}

TEST(JsonataFields, AnErrorNamesItsPositionInTheField) {
  const std::pair<const char *, const char *> cases[] = {
      {R"("Output": "{% $x %}")", "Output"},
      {R"("Output": {"a": {"b": [1, [2, "{% $x %}"]]}})", "Output/a/b[1][1]"},
      {R"("Output": [{"a b": "{% $x %}"}])", "Output[0]/a b"},
      {R"("Assign": {"v": ["{% $x %}"]})", "Assign/v[0]"},
      {R"("Assign": {"v": "{% $x %}"}, "Output": "{% $y %}")", "Assign/v"},
  };
  for (const auto &[field, place] : cases)
    EXPECT_EQ(locationOf(runStates(pass(field))), place);
  EXPECT_EQ(locationOf(runStates(task(R"("Output": {"a": ["{% $states.result.no %}"]})"))),
            "Output/a[0]");
  EXPECT_EQ(locationOf(runStates(map(R"("Items": [1, {"a": "{% $x %}"}])"))), "Items[1]/a");
  EXPECT_EQ(locationOf(runStates(map(R"("Items": [1], "ItemSelector": {"a": "{% $x %}"})"))),
            "ItemSelector/a");
  EXPECT_EQ(
      locationOf(runStates(
          map(R"("Items": [1], "ItemBatcher": {"MaxItemsPerBatch": 1, "BatchInput": ["{% $x %}"]})",
              true))),
      "ItemBatcher/BatchInput[0]");
  EXPECT_EQ(locationOf(runStates(R"("S": {"Type": "Choice", "Default": "Z", "Choices": [
      {"Condition": false, "Next": "Z"}, {"Condition": true, "Next": "Z", "Output": {"v": "{% $x %}"}}]},
      "Z": {"Type": "Succeed"})")),
            "Choices[1]/Output/v");
  EXPECT_EQ(
      locationOf(runStates(
          R"("S": {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:123456789012:function:f",
      "Arguments": {"a": "{% $x %}"}, "End": true, "Catch": [
      {"ErrorEquals": ["No"], "Next": "S"},
      {"ErrorEquals": ["States.ALL"], "Next": "S", "Assign": {"v": "{% $states.errorOutput.no %}"}}]})")),
      "Catch[1]/Assign/v");
}

TEST(JsonataFields, AFailingFieldOfAnEarlyStateFollowsWhatTheStateFollows) {
  auto recorded = runStates(task(R"("TimeoutSeconds": "{% 0 %}")"));
  ASSERT_EQ(recorded.history.lines.size(), 4u);
  EXPECT_THAT(recorded.history.lines[2], StartsWith("3<-0 EvaluationFailed"));
  EXPECT_THAT(recorded.history.lines[2], EndsWith(R"("location":"TimeoutSeconds","state":"S"})"));
  EXPECT_THAT(recorded.history.lines[3], StartsWith("4<-3 ExecutionFailed"));
}

TEST(JsonataFields, MarksCountAtBothEndsOnly) {
  EXPECT_EQ(outcomeOf(runStates(pass(R"("Output": [" {% 1 %} ", "a {% 1 %} b", "{%1%}",
                                                   "{%\n\t1\n%}", "{}", ""])"))),
            R"([" {% 1 %} ","a {% 1 %} b",1,1,"{}",""])");
  // Keys are never evaluated.
  EXPECT_EQ(outcomeOf(runStates(pass(R"("Output": {"{% 1 %}": "{% 2 %}"})"))), R"({"{% 1 %}":2})");
}

TEST(JsonataFields, ItemsAreAnArrayWithExpressionsInIt) {
  EXPECT_EQ(
      outcomeOf(runStates(map(R"("Items": ["{% $states.input.a %}", {"b": ["{% 1 + 1 %}"]}])"),
                          R"({"a": [1]})")),
      R"([[1],{"b":[2]}])");
  EXPECT_EQ(outcomeOf(runStates(map(R"("Items": "{% {'a': 1} %}")", true))),
            R"([{"Key":"a","Value":1}])");
}

} // namespace
