// The limits of an evaluation: each expression has its own, and an evaluation that exceeds one
// never returns a result.
#include "test/unit/driver/definition.h"

#include "compiler/driver/jit.h"
#include "runtime/expr/jsonata/eval/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <random>
#include <vector>

using namespace aslc::test;
using asl::jsonata::Evaluation;
using testing::EndsWith;
using testing::Not;

namespace {

/// Few calls, so that the limit is reached quickly.
class JsonataLimits : public testing::Test {
protected:
  void SetUp() override { Evaluation::current().setLimits({.steps = 1000}); }
  void TearDown() override { Evaluation::current().setLimits({}); }

  /// An array of `count` numbers.
  static std::string numbers(int count) {
    std::string text = "[0";
    for (int i = 1; i < count; ++i)
      text += "," + std::to_string(i);
    return text + "]";
  }
};

constexpr const char *timeout = "threw an error during evaluation: Expression evaluation timeout";

TEST_F(JsonataLimits, StepsAreCountedForEachExpression) {
  for (const char *expression : {"($states.input.n.(1 + 1))[0]", "$states.input.n[$ > 3][0]",
                                 "($states.input.n^(>$))[0]", "($states.input.n@$a[$a > 3].$a)[0]",
                                 "($states.input.n{'a': 1}).a", "$sum($states.input.n.(1 + 0))"}) {
    std::string states = R"("S": {"Type": "Pass", "Next": "T"},)";
    for (int i = 0; i < 20; ++i)
      states += R"("T)" + (i ? std::to_string(i) : "") +
                R"(": {"Type": "Pass", "Assign": {"v": "{% )" + expression +
                R"( %}"}, "Next": "T)" + std::to_string(i + 1) + R"("},)";
    states += R"("T20": {"Type": "Succeed", "Output": "{% $type($v) %}"})";
    EXPECT_EQ(outcomeOf(runStates(states, R"({"n":)" + numbers(100) + "}")), R"("number")")
        << expression;
  }
}

/// A Map state whose items exceed the memory limit of an evaluation: shared parts make a value that
/// is too large to traverse. The error is caught, and `T` follows with its input.
constexpr const char *tooLarge = R"("S": {"Type": "Map", "End": true,
    "ItemProcessor": {"StartAt": "I", "States": {"I": {"Type": "Succeed"}}},
    "Items": "{% ($x := $reduce([1..30], function($a, $i){[[$a], [$a]]}, {'a': 1}); $x.b) %}",
    "Catch": [{"ErrorEquals": ["States.QueryEvaluationError"], "Next": "T",
               "Output": "{% $states.input %}"}]},)";

TEST_F(JsonataLimits, AnExceededLimitHasNoLaterEffect) {
  std::string input = "[";
  for (int i = 0; i < 100; ++i)
    input += (i ? "," : "") + std::string(R"({"b":)") + std::to_string(i) + "}";
  input += "]";
  for (const char *expression :
       {"($states.input.b)[99]", "($states.input.b)[-1]", "[$states.input.b, 1][99]"}) {
    std::string last = R"("T": {"Type": "Pass", "End": true, "Output": "{% )";
    EXPECT_EQ(outcomeOf(runStates(tooLarge + last + expression + " %}\"}", input)), "99")
        << expression;
  }
}

TEST_F(JsonataLimits, FailedComparisonsGiveNoResult) {
  std::string input = R"({"a":)" + numbers(20000) + R"(,"b":)" + numbers(20000) + "}";
  for (const char *expression :
       {"$states.input.a = $states.input.b", "$states.input.a != $states.input.b",
        "-1 in $states.input.a", "$not($states.input.a = $states.input.b)"}) {
    std::string states =
        R"("S": {"Type": "Choice", "Default": "T", "Choices": [{"Next": "T", "Condition": "{% )" +
        std::string(expression) + R"( %}"}]}, "T": {"Type": "Succeed", "Output": 1})";
    EXPECT_THAT(outcomeOf(runStates(states, input)), EndsWith(timeout)) << expression;
  }
}

TEST_F(JsonataLimits, LoopsInsideOfFunctionsAreCounted) {
  std::string input = R"({"t":")" + std::string(2000, 'a') + R"(","n":)" + numbers(2000) + "}";
  for (const char *expression :
       {"$count($split($states.input.t, ''))", "$count($split($states.input.t, 'a'))",
        "$count($match($states.input.t, /a/))", "$length($replace($states.input.t, 'a', 'b'))",
        "$length($replace($states.input.t, /a/, 'b'))", "$count($distinct($states.input.n))",
        "$sort($states.input.n)[0]", "$count([1..20000])",
        "$count($match($states.input.t, /(a{1,30}){1,30}/))"}) {
    std::string states =
        R"("S": {"Type": "Succeed", "Output": "{% )" + std::string(expression) + R"( %}"})";
    EXPECT_THAT(outcomeOf(runStates(states, input)), EndsWith(timeout)) << expression;
  }
}

TEST_F(JsonataLimits, SlowSearchesOfPatternsAreCounted) {
  Evaluation::current().setLimits({.steps = 5000});
  std::minstd_rand random;
  std::string input = R"({"t":")";
  for (int i = 0; i < 64 << 10; ++i)
    input += random() % 7 % 2 ? 'a' : 'b';
  input += "\"}";
  auto outcomeOfSearch = [&](const std::string &pattern) {
    return outcomeOf(
        runStates(R"("S": {"Type": "Succeed", "Output": "{% $contains($states.input.t, /)" +
                      pattern + R"(/) %}"})",
                  input));
  };
  EXPECT_EQ(outcomeOfSearch("[ab]*a[ab]{5}c"), "false");
  // So many different parts of the pattern can be alive at a byte that they are not kept.
  EXPECT_THAT(outcomeOfSearch("[ab]*a[ab]{50}c"), EndsWith(timeout));
}

TEST_F(JsonataLimits, ComparingWithAConstantDoesNotTraverseTheOther) {
  std::string input = R"({"a":)" + numbers(20000) + "}";
  EXPECT_EQ(outcomeOf(runStates(
                R"("S": {"Type": "Succeed", "Output": "{% $states.input.a = 'x' %}"})", input)),
            "false");
}

TEST_F(JsonataLimits, DoublingListsEndInAnError) {
  std::string expression = "$a0 := [1, 2, $states.input.n]; ";
  for (int i = 1; i <= 40; ++i) {
    std::string before = "$a" + std::to_string(i - 1);
    expression += "$a" + std::to_string(i) + " := [" + before + ", " + before + "]; ";
  }
  EXPECT_THAT(
      outcomeOf(
          runStates(R"("S": {"Type": "Succeed", "Output": "{% ()" + expression + R"($a40[0]) %}"})",
                    R"({"n": 3})")),
      EndsWith("Expression evaluation memory limit exceeded: Check for excessive memory usage"));
}

TEST(JsonataPauses, AnotherExecutionEndsWhileAnExpressionRuns) {
  auto compile = [](const std::string &states) {
    return aslc::test::compile(R"({"QueryLanguage": "JSONata", "StartAt": "S", "States": {)" +
                               states + "}}");
  };
  auto waiting = compile(R"("S": {"Type": "Wait", "Seconds": 100000, "End": true})");
  auto busy = compile(R"("S": {"Type": "Task", "Next": "T", "Resource":
      "arn:aws:lambda:us-east-1:111111111111:function:f"}, "T": {"Type": "Succeed", "Output":
      "{% $count([1..2000].($x := $; $count([1..2000][$ = $x]))) %}"})");
  ASSERT_TRUE(waiting.machine && busy.machine);

  std::promise<void> isBusy, ended[2];
  std::vector<asl::Status> order; // written by the only shard
  asl::test::FakeExecutor executor;
  executor.otherwise = [&](const asl::task::Request &,
                           std::shared_ptr<asl::task::Reply> reply) -> uint64_t {
    isBusy.set_value();
    reply->succeeded("1");
    return 0;
  };
  asl::EngineOptions options;
  options.shards = 1;
  options.executor = &executor;
  asl::Engine engine(options);
  auto start = [&](const asl_module &module, std::promise<void> &end) {
    return engine.start(module, "{}", {}, [&](const asl::Outcome &outcome) {
      order.push_back(outcome.status);
      end.set_value();
    });
  };
  asl::ExecutionId first = start(waiting.machine->module(), ended[0]);
  start(busy.machine->module(), ended[1]);
  isBusy.get_future().wait();
  engine.abort(first, std::nullopt, std::nullopt);
  for (std::promise<void> &end : ended)
    end.get_future().wait();
  EXPECT_EQ(order, (std::vector{asl::Status::Aborted, asl::Status::Succeeded}));
}

} // namespace
