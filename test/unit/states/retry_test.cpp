// Retry and Catch: which one matches an error, how often, and after which delay.
#include "support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
namespace {

struct Task {
  Machine machine;
  FakeExecutor executor;
  State &state;
  Task() : state(machine.flow().add({"T", ASL_TASK})) {
    state.resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
  }
  void catchAll(std::vector<std::string> errors = {"States.ALL"}) {
    state.catches.push_back({std::move(errors), "H", {}});
    machine.flow().add({"H", ASL_PASS});
  }
  Recorded operator()() { return run(machine, "{}", &executor); }
};

TEST(Retry, RepeatsTheWorkButNotTheEnteredEvent) {
  Task t;
  t.state.retry = {{{"E"}}};
  t.executor.steps["T"] = {fail("E", "c"), succeed("1")};
  Recorded r = t();
  std::string resource =
      R"({"resource":"arn:aws:lambda:us-east-1:123456789012:function:f","input":"{}"})";
  EXPECT_EQ(r.history.text(), R"(
1<-0 ExecutionStarted {"input":"{}","roleArn":"role"}
2<-0 TaskStateEntered {"name":"T","input":"{}"}
3<-2 LambdaFunctionScheduled )" + resource +
                                  R"(
4<-3 LambdaFunctionStarted
5<-4 LambdaFunctionFailed {"error":"E","cause":"c"}
6<-5 LambdaFunctionScheduled )" + resource +
                                  R"(
7<-6 LambdaFunctionStarted
8<-7 LambdaFunctionSucceeded {"output":"1"}
9<-8 TaskStateExited {"name":"T","output":"1"}
10<-9 ExecutionSucceeded {"output":"1"}
)");
  EXPECT_EQ(r.durationMs, 1000);
}

TEST(Retry, DelaysGrowByTheRateUpToTheirMost) {
  Task t;
  t.state.retry = {{{"States.ALL"}, 4, 2, 3, 20}};
  t.executor.otherwise = fail("E", "c");
  Recorded r = t();
  EXPECT_EQ(r.durationMs, (2 + 6 + 18 + 20) * 1000);
  EXPECT_EQ(t.executor.requests.size(), 5u);
  EXPECT_EQ(r.outcome.error, "E");
}

TEST(Retry, JitterIsRepeatableAndWithinTheDelay) {
  auto duration = [](uint64_t seed) {
    Task t;
    t.state.retry = {{{"States.ALL"}, 3, 10, 1, 0, true}};
    t.executor.otherwise = fail("E", "c");
    ExecutionOptions options;
    options.seed = seed;
    return run(t.machine, "{}", &t.executor, options).durationMs;
  };
  EXPECT_EQ(duration(7), duration(7));
  EXPECT_NE(duration(7), duration(8));
  EXPECT_LT(duration(7), 30000);
  EXPECT_GT(duration(7), 0);
}

TEST(Retry, EachRetrierCountsForItself) {
  Task t;
  t.state.retry = {{{"A"}, 1, 1, 1}, {{"B"}, 2, 10, 1}};
  t.executor.steps["T"] = {fail("A", ""), fail("B", ""), fail("B", ""), fail("A", "last")};
  Recorded r = t();
  EXPECT_EQ(r.outcome.error, "A");
  EXPECT_EQ(r.outcome.cause, "last");
  EXPECT_EQ(r.durationMs, 21000);
}

TEST(Retry, UsedUpRetrierDoesNotPassTheErrorOn) {
  Task t;
  t.state.retry = {{{"A"}, 0}, {{"States.ALL"}, 5}};
  t.executor.steps["T"] = {fail("A", "")};
  EXPECT_EQ(t().durationMs, 0);
}

TEST(Retry, CountIsInTheContextAndResetAtTheNextVisit) {
  Machine m;
  FakeExecutor executor;
  std::vector<int64_t> counts;
  State &t = m.flow().add({"T", ASL_TASK, "C"});
  t.resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
  t.retry = {{{"E"}}};
  t.enter = [&](asl_frame *f, Value in, Value) {
    counts.push_back(asl_context(f, ASL_CONTEXT_STATE_RETRY_COUNT).integer);
    return in;
  };
  m.flow().add({"C", ASL_CHOICE}).choose = [](Value in) { return in.integer == 1 ? "T" : "S"; };
  m.flow().add({"S", ASL_SUCCEED});
  executor.steps["T"] = {fail("E", ""), fail("E", ""), succeed("1"), fail("E", ""), succeed("2")};
  EXPECT_EQ(run(m, "{}", &executor).outcome.output, "2");
  EXPECT_THAT(counts, testing::ElementsAre(0, 1, 2, 0, 1));
}

TEST(Catch, OutputIsTheErrorAndTheStateExits) {
  Task t;
  t.catchAll({"X", "E"});
  t.executor.steps["T"] = {fail("E", "c")};
  Recorded r = t();
  EXPECT_EQ(r.outcome.output, R"({"Error":"E","Cause":"c"})");
  EXPECT_EQ(r.history.lines[5],
            R"(6<-5 TaskStateExited {"name":"T","output":"{\"Error\":\"E\",\"Cause\":\"c\"}"})");
  EXPECT_THAT(r.history.lines[6], testing::StartsWith("7<-6 PassStateEntered"));
}

TEST(Catch, UnknownErrorAndCauseAreNull) {
  Task t;
  t.catchAll();
  t.executor.steps["T"] = {[](const task::Request &, auto reply) -> uint64_t {
    reply->failed(std::nullopt, std::nullopt);
    return 0;
  }};
  Recorded r = t();
  EXPECT_EQ(r.outcome.output, R"({"Error":null,"Cause":null})");
  EXPECT_EQ(r.history.lines[4], "5<-4 LambdaFunctionFailed {}");
}

TEST(Catch, TimeoutHasAnEmptyCause) {
  Task t;
  t.catchAll({"States.Timeout"});
  t.state.arguments = [](asl_frame *, asl_task_arguments &a) { a.timeout_seconds = integer(1); };
  t.executor.steps["T"] = {hang()};
  EXPECT_EQ(t().outcome.output, R"({"Error":"States.Timeout","Cause":""})");
}

/// The names that catch a missed heartbeat, a timeout, and another error.
std::string caughtBy(std::string name, int what) {
  Task t;
  t.catchAll({std::move(name)});
  t.state.arguments = [=](asl_frame *, asl_task_arguments &a) {
    (what == 0 ? a.heartbeat_seconds : a.timeout_seconds) = integer(1);
  };
  t.executor.steps["T"] = {what == 2 ? fail("E", "") : hang()};
  return t().outcome.status == Status::Succeeded ? "yes" : "no";
}

TEST(Catch, NamesOfTimeouts) {
  EXPECT_EQ(caughtBy("States.HeartbeatTimeout", 0), "yes");
  EXPECT_EQ(caughtBy("States.Timeout", 0), "yes");
  EXPECT_EQ(caughtBy("States.TaskFailed", 0), "no");
  EXPECT_EQ(caughtBy("States.ALL", 0), "yes");
  EXPECT_EQ(caughtBy("States.HeartbeatTimeout", 1), "no");
  EXPECT_EQ(caughtBy("States.Timeout", 1), "yes");
  EXPECT_EQ(caughtBy("States.TaskFailed", 1), "no");
  EXPECT_EQ(caughtBy("States.TaskFailed", 2), "yes");
  EXPECT_EQ(caughtBy("States.Timeout", 2), "no");
  EXPECT_EQ(caughtBy("e", 2), "no");
}

TEST(Catch, RuntimeErrorsAreNotCaught) {
  Task t;
  t.catchAll({"States.Runtime", "States.ALL"});
  t.state.retry = {{{"States.Runtime"}}};
  t.state.exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).error("States.Runtime", "bad", true, true);
  };
  t.executor.steps["T"] = {succeed("1")};
  Recorded r = t();
  EXPECT_EQ(r.outcome.error, "States.Runtime");
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("6<-5 ExecutionFailed"));
}

TEST(Catch, RaisedErrorIsCaughtWithItsPrefix) {
  Task t;
  t.catchAll();
  t.state.exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).error("States.IntrinsicFailure", "bad", true, false);
  };
  t.executor.steps["T"] = {succeed("1")};
  EXPECT_EQ(t().outcome.output,
            R"({"Error":"States.IntrinsicFailure","Cause":"An error occurred while executing the )"
            R"(state 'T' (entered at the event id #2). bad"})");
}

TEST(Catch, FailingCatcherFailsTheFlow) {
  Task t;
  t.catchAll();
  t.state.catches[0].exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).error("States.ResultPathMatchFailure", "bad", true, false);
  };
  t.executor.steps["T"] = {fail("E", "")};
  Recorded r = t();
  EXPECT_EQ(r.outcome.error, "States.ResultPathMatchFailure");
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("6<-5 ExecutionFailed"));
}

TEST(Catch, OverLongResultOfATaskIsCaught) {
  Task t;
  t.catchAll();
  t.executor.steps["T"] = {succeed('"' + std::string(ASL_PAYLOAD_LIMIT_BYTES, 'x') + '"')};
  EXPECT_EQ(t().outcome.status, Status::Succeeded);
}

} // namespace
} // namespace asl::test
