// The context object and the names of executions.
#include "support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
namespace {

Recorded context(ExecutionOptions options, asl_state_kind kind = ASL_PASS) {
  Machine m;
  FakeExecutor executor;
  State &s = m.flow().add({"A", kind});
  s.resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
  executor.otherwise = succeed("0");
  s.exit = [](asl_frame *f, Value, Value) { return asl_context(f, ASL_CONTEXT_ALL); };
  return run(m, R"({"n":1})", &executor, std::move(options));
}

TEST(Context, OfAStandardExecution) {
  ExecutionOptions options;
  options.name = "run-1";
  EXPECT_EQ(
      context(options).outcome.output,
      R"({"Execution":{"Id":"arn:aws:states:us-east-1:123456789012:execution:M:run-1",)"
      R"("Input":{"n":1},"StartTime":"2024-01-01T10:00:00.000Z","Name":"run-1","RoleArn":"role",)"
      R"("RedriveCount":0},"StateMachine":{"Id":)"
      R"("arn:aws:states:us-east-1:123456789012:stateMachine:M","Name":"M"},)"
      R"("State":{"Name":"A","EnteredTime":"2024-01-01T10:00:00.000Z"}})");
}

TEST(Context, RetryCountBelongsToWorkingStates) {
  EXPECT_THAT(context({}, ASL_TASK).outcome.output, testing::EndsWith(R"("RetryCount":0}})"));
}

TEST(Context, ExpressArnAndRedriveCount) {
  ExecutionOptions options;
  options.name = "e";
  options.express = true;
  EXPECT_THAT(context(options).outcome.output, testing::AllOf(testing::HasSubstr(":express:M:e:"),
                                                              testing::HasSubstr("RedriveCount")));
  options.synchronous = true;
  EXPECT_THAT(context(options).outcome.output, testing::Not(testing::HasSubstr("RedriveCount")));
}

TEST(Context, OfAMachineThatWasBuiltAsExpress) {
  Machine m;
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    return asl_context(f, ASL_CONTEXT_EXECUTION_ID);
  };
  m.module_.express = 1;
  EXPECT_THAT(run(m, "{}").outcome.output, testing::HasSubstr(":express:M:"));
  // The limit of five minutes applies.
  Machine sleeps;
  sleeps.flow().add({"W", ASL_WAIT}).until = [](Value) { return integer(301); };
  sleeps.module_.express = 1;
  EXPECT_EQ(run(sleeps, "{}").outcome.status, Status::TimedOut);
}

TEST(Context, NoItemOutsideOfMapsAndNoTokenOutsideOfTasks) {
  Machine m;
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
    for (uint32_t part : {ASL_CONTEXT_MAP, ASL_CONTEXT_MAP_ITEM, ASL_CONTEXT_MAP_ITEM_INDEX,
                          ASL_CONTEXT_MAP_ITEM_VALUE, ASL_CONTEXT_TASK, ASL_CONTEXT_TASK_TOKEN})
      EXPECT_TRUE(isUndefined(asl_context(f, part))) << part;
    return in;
  };
  run(m, "{}");
}

TEST(Context, SeedMakesNamesRepeatable) {
  auto name = [](uint64_t seed) {
    ExecutionOptions options;
    options.seed = seed;
    return context(options).outcome.output;
  };
  EXPECT_EQ(name(5), name(5));
  EXPECT_NE(name(5), name(6));
}

} // namespace
} // namespace asl::test
