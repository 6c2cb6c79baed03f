// The data that expressions see: the members of $states by field, variables and scopes, machines
// with states of both languages, the engine's time.
#include "test/unit/driver/definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace aslc::test;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace {

constexpr const char *resource =
    R"("Resource": "arn:aws:lambda:us-east-1:123456789012:function:f")";

std::string outputOf(const std::string &states, std::string_view input = "{}") {
  return outcomeOf(runStates(states, input));
}

TEST(JsonataStates, ResultIsThatOfTheWork) {
  EXPECT_EQ(outputOf(std::string(R"("S": {"Type": "Task", )") + resource +
                         R"(, "Arguments": {"got": "{% $states.input.n %}"}, "End": true,
                         "Output": "{% [$states.input, $states.result] %}"})",
                     R"({"n": 1})"),
            R"([{"n":1},{"got":1}])");
  EXPECT_EQ(outputOf(R"("S": {"Type": "Parallel", "Arguments": [1], "End": true, "Branches": [
                       {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}},
                       {"StartAt": "B", "States": {"B": {"Type": "Succeed", "Output": "{% $states.input[0] + 1 %}"}}}],
                       "Output": "{% {'r': $states.result, 'i': $states.input} %}"})",
                     R"({"n": 1})"),
            R"({"r":[[1],2],"i":{"n":1}})");
  EXPECT_EQ(outputOf(R"("S": {"Type": "Map", "Items": "{% $states.input.n %}", "End": true,
                       "ItemSelector": {"all": "{% $count($states.input.n) %}",
                                        "item": "{% $states.context.Map.Item.Value %}"},
                       "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Succeed",
                         "Output": "{% $states.input.item * $states.input.all %}"}}},
                       "Output": "{% $sum($states.result) %}"})",
                     R"({"n": [1, 2, 3]})"),
            "18");
}

TEST(JsonataStates, WithoutOutputTheResultOrTheInputIsTheOutput) {
  EXPECT_EQ(outputOf(R"("S": {"Type": "Pass", "End": true})", "[1]"), "[1]");
  EXPECT_EQ(outputOf(R"("S": {"Type": "Parallel", "End": true, "Branches": [
                       {"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}]})",
                     "1"),
            "[1]");
}

TEST(JsonataStates, ACatcherSeesTheErrorAndTheRawInput) {
  const char *states =
      R"("S": {"Type": "Parallel", "Arguments": "{% 'x' %}", "Next": "Z", "Branches": [
      {"StartAt": "F", "States": {"F": {"Type": "Fail", "Error": "{% 'E' & 1 %}", "Cause": "{% $states.input %}"}}}],
      "Output": "{% $states.result.never %}", "Assign": {"v": "{% $states.result.never %}"},
      "Catch": [{"ErrorEquals": ["E1"], "Next": "Z", "Assign": {"v": "{% $states.errorOutput.Cause %}"},
                 "Output": "{% [$states.errorOutput, $states.input] %}"}]},
      "Z": {"Type": "Succeed", "Output": "{% {'in': $states.input, 'v': $v} %}"})";
  EXPECT_EQ(outputOf(states, "7"), R"({"in":[{"Error":"E1","Cause":"x"},7],"v":"x"})");
}

TEST(JsonataStates, TheWholeOfStatesIsAnObject) {
  EXPECT_EQ(outputOf(R"("S": {"Type": "Pass", "End": true, "Output": "{% $keys($states) %}"})"),
            R"(["input","context"])");
  EXPECT_EQ(outputOf(R"("S": {"Type": "Pass", "End": true,
                       "Output": "{% $states.context.State.Name & $states.context.Execution.Input.a %}"})",
                     R"({"a": 1})"),
            "\"S1\"");
}

TEST(JsonataStates, TheFirstTrueRuleGivesTheOutput) {
  const char *states =
      R"("S": {"Type": "Choice", "Output": "state", "Assign": {"v": "state"}, "Default": "Z", "Choices": [
      {"Condition": "{% $states.input = 1 %}", "Next": "Z", "Output": "{% 'rule ' & $states.input %}"},
      {"Condition": "{% $states.input = 2 %}", "Next": "Z", "Assign": {"v": "rule"}}]},
      "Z": {"Type": "Succeed", "Output": "{% [$states.input, $exists($v) ? $v : 'none'] %}"})";
  EXPECT_EQ(outputOf(states, "1"), R"(["rule 1","none"])");
  EXPECT_EQ(outputOf(states, "2"), R"([2,"rule"])");
  EXPECT_EQ(outputOf(states, "3"), R"(["state","state"])");
}

TEST(JsonataVariables, AreSeenFromTheNextStateOn) {
  EXPECT_EQ(outputOf(R"("S": {"Type": "Pass", "Assign": {"a": 1, "b": 2}, "Next": "T"},
      "T": {"Type": "Pass", "Assign": {"a": "{% $b %}", "b": "{% $a %}"}, "Output": "{% [$a, $b] %}", "Next": "Z"},
      "Z": {"Type": "Succeed", "Output": "{% {'before': $states.input, 'after': [$a, $b]} %}"})"),
            R"({"before":[1,2],"after":[2,1]})");
}

TEST(JsonataVariables, AreNotAssignedWhenTheOutputFails) {
  std::string states = std::string(R"("S": {"Type": "Task", )") + resource +
                       R"(, "Next": "Z", "Assign": {"v": 1}, "Output": "{% $states.result.no %}",
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}]},
      "Z": {"Type": "Succeed", "Output": "{% $exists($v) %}"})";
  EXPECT_EQ(outputOf(states), "false");
}

TEST(JsonataVariables, ScopesReadOutwardsAndEndWithTheirFlow) {
  EXPECT_EQ(outputOf(R"("S": {"Type": "Pass", "Assign": {"o": 1}, "Next": "M"},
      "M": {"Type": "Map", "Items": [10, 20], "ItemProcessor": {"StartAt": "A", "States": {
          "A": {"Type": "Pass", "Assign": {"i": "{% $states.input + $o %}"}, "Next": "B"},
          "B": {"Type": "Succeed", "Output": "{% $i * 2 %}"}}},
        "Assign": {"o": "{% $sum($states.result) %}"}, "Next": "Z"},
      "Z": {"Type": "Succeed", "Output": "{% [$o, $exists($i)] %}"})"),
            "[64,false]");
}

TEST(JsonataVariables, AFunctionCannotBeAssigned) {
  auto recorded =
      runStates(R"("S": {"Type": "Pass", "End": true, "Assign": {"f": "{% function($x){$x} %}"}})");
  EXPECT_THAT(outcomeOf(recorded),
              HasSubstr("for the field 'Assign/f' returned an unsupported result type."));
  // Within a value it is omitted, as in JSON.
  EXPECT_EQ(
      outputOf(R"("S": {"Type": "Pass", "Assign": {"f": "{% {'a': 1, 'b': $sum} %}"}, "Next": "Z"},
      "Z": {"Type": "Succeed", "Output": "{% $f %}"})"),
      R"({"a":1})");
}

TEST(JsonataVariables, HideAFunctionOfTheLibraryOnceTheyAreAssigned) {
  EXPECT_EQ(
      outputOf(
          R"("S": {"Type": "Pass", "Assign": {"hash": "{% $length($hash('a', 'MD5')) %}"}, "Next": "Z"},
      "Z": {"Type": "Succeed", "Output": "{% $hash %}"})"),
      "32");
}

TEST(JsonataVariables, OneLargerThanTheLimitFailsTheState) {
  EXPECT_THAT(
      outputOf(R"("S": {"Type": "Pass", "End": true, "Assign": {"v": "{% $pad('', 262145, 'x') %}"},
                          "Output": 1})"),
      StartsWith("States."));
  EXPECT_EQ(
      outputOf(R"("S": {"Type": "Pass", "End": true, "Assign": {"v": "{% $pad('', 262142, 'x') %}"},
                        "Output": 1})"),
      "1");
}

/// A JSONPath machine with some states in JSONata.
std::string mixed(const std::string &states, std::string_view input = "{}") {
  return outcomeOf(run(R"({"StartAt": "S", "States": {)" + states + "}}", input));
}

TEST(MixedLanguages, VariablesAndDataPassBothWays) {
  EXPECT_EQ(mixed(R"("S": {"Type": "Pass", "Assign": {"p.$": "$.n", "list": [1, 2]}, "Next": "T"},
      "T": {"Type": "Pass", "QueryLanguage": "JSONata", "Assign": {"q": "{% {'sum': $sum($list) + $p} %}"},
            "Output": "{% {'from': $states.input.n} %}", "Next": "Z"},
      "Z": {"Type": "Pass", "Parameters": {"q.$": "$q.sum", "from.$": "$.from"}, "End": true})",
                  R"({"n": 4})"),
            R"({"q":7,"from":4})");
}

TEST(MixedLanguages, AStateHasTheLanguageOfTheMachineAndNotOfItsMap) {
  EXPECT_EQ(
      mixed(
          R"("S": {"Type": "Map", "QueryLanguage": "JSONata", "Items": [{"n": 1}, {"n": 2}], "End": true,
      "ItemProcessor": {"StartAt": "A", "States": {"A": {"Type": "Pass", "InputPath": "$.n", "End": true}}},
      "Output": "{% $sum($states.result) %}"})"),
      "3");
}

TEST(MixedLanguages, OnlyJsonataFailsWithAnEvaluationError) {
  auto jsonata =
      run(R"({"StartAt": "S", "States": {"S": {"Type": "Wait", "QueryLanguage": "JSONata",
      "Seconds": "{% -1 %}", "End": true}}})");
  EXPECT_EQ(locationOf(jsonata), "Seconds");
  auto path = run(
      R"({"StartAt": "S", "States": {"S": {"Type": "Wait", "SecondsPath": "$.t", "End": true}}})",
      R"({"t": -1})");
  EXPECT_THAT(outcomeOf(path), StartsWith("States.Runtime"));
  EXPECT_THAT(path.history.text(), Not(HasSubstr("EvaluationFailed")));
}

TEST(JsonataTime, IsTheEnginesClockAndTheSameWithinAnExpression) {
  // The virtual clock starts at 2024-01-01T10:00:00Z.
  EXPECT_EQ(outputOf(R"("S": {"Type": "Wait", "Seconds": 90, "Next": "Z"},
      "Z": {"Type": "Succeed", "Output": "{% [$now(), $millis(), $now('[H01]:[m01]', '+0100'), $millis() = $millis()] %}"})"),
            R"(["2024-01-01T10:01:30.000Z",1704103290000,"11:01",true])");
}

TEST(JsonataRandom, FollowsTheSeed) {
  const char *definition =
      R"({"QueryLanguage": "JSONata", "StartAt": "S", "States": {"S": {"Type": "Pass", "End": true,
      "Output": "{% [$random(), $uuid(), $shuffle([1..9])] %}"}}})";
  std::string first = outcomeOf(run(definition, "{}", 1));
  EXPECT_EQ(outcomeOf(run(definition, "{}", 1)), first);
  EXPECT_NE(outcomeOf(run(definition, "{}", 2)), first);
}

} // namespace
