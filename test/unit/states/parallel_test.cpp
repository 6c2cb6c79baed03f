// Parallel: concurrent branches, and the effect of a failing one on the others.
#include "support.h"

#include "runtime/expr/jsonata/eval/evaluation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
namespace {

constexpr const char *kLambda = "arn:aws:states:::lambda:invoke";

struct Parallel {
  Machine machine;
  FakeExecutor executor;
  State &state;
  Parallel() : state(machine.flow().add({"P", ASL_PARALLEL})) {}
  Flow &branch() {
    Flow &flow = machine.newFlow();
    state.branches.push_back(&flow);
    return flow;
  }
  Flow &task(std::string name) {
    Flow &flow = branch();
    flow.add({std::move(name), ASL_TASK}).resource = kLambda;
    return flow;
  }
  Flow &pass(std::string name, std::string output) {
    Flow &flow = branch();
    flow.add({std::move(name), ASL_PASS}).exit = always(std::move(output));
    return flow;
  }
  Recorded operator()(std::string_view input = "{}") { return run(machine, input, &executor); }
};

Value failWith(asl_frame *f, std::string_view error) {
  return asl_fail_error(f->heap, Heap::of(f->heap).string(error), undefined());
}

/// The lines of the history, beginning with event `first`.
std::string from(const Recorded &r, size_t first) {
  std::string text = "\n";
  for (size_t i = first - 1; i < r.history.lines.size(); ++i)
    text += r.history.lines[i] + "\n";
  return text;
}

TEST(Parallel, BranchesStartFromOneEventAndResultsAreInOrder) {
  Parallel p;
  p.pass("B0", "1");
  p.pass("B1", "2");
  Recorded r = p();
  EXPECT_EQ(r.outcome.output, "[1,2]");
  EXPECT_EQ(from(r, 2), R"(
2<-0 ParallelStateEntered {"name":"P","input":"{}"}
3<-2 ParallelStateStarted
4<-3 PassStateEntered {"name":"B0","input":"{}"}
5<-4 PassStateExited {"name":"B0","output":"1"}
6<-3 PassStateEntered {"name":"B1","input":"{}"}
7<-6 PassStateExited {"name":"B1","output":"2"}
8<-7 ParallelStateSucceeded
9<-7 ParallelStateExited {"name":"P","output":"[1,2]"}
10<-9 ExecutionSucceeded {"output":"[1,2]"}
)");
}

TEST(Parallel, ExitedFollowsTheBranchThatFinishedLast) {
  Parallel p;
  p.task("Slow");
  p.pass("Quick", "2");
  p.executor.steps["Slow"] = {succeedAfter(1000, "1")};
  Recorded r = p();
  EXPECT_EQ(r.outcome.output, "[1,2]");
  EXPECT_EQ(from(r, 9), R"(
9<-6 TaskSucceeded {"resourceType":"lambda","resource":"invoke","output":"1"}
10<-9 TaskStateExited {"name":"Slow","output":"1"}
11<-10 ParallelStateSucceeded
12<-10 ParallelStateExited {"name":"P","output":"[1,2]"}
13<-12 ExecutionSucceeded {"output":"[1,2]"}
)");
}

TEST(Parallel, FailingTaskOfASingleBranch) {
  Parallel p;
  p.task("T");
  p.executor.steps["T"] = {fail("E", "c")};
  Recorded r = p();
  EXPECT_EQ(from(r, 4), R"(
4<-3 TaskStateEntered {"name":"T","input":"{}"}
5<-4 TaskScheduled {"resourceType":"lambda","resource":"invoke","region":"us-east-1","parameters":"{}"}
6<-5 TaskStarted {"resourceType":"lambda","resource":"invoke"}
7<-6 TaskFailed {"resourceType":"lambda","resource":"invoke","error":"E","cause":"c"}
8<-7 TaskStateAborted
9<-7 ParallelStateFailed
10<-9 ExecutionFailed {"error":"E","cause":"c"}
)");
}

TEST(Parallel, FailStateAbortsNothing) {
  Parallel p;
  p.branch().add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  EXPECT_EQ(from(p(), 4), R"(
4<-3 FailStateEntered {"name":"F","input":"{}"}
5<-4 ParallelStateFailed
6<-5 ExecutionFailed {"error":"E"}
)");
}

TEST(Parallel, RunningSiblingsAreAborted) {
  Parallel p;
  p.branch().add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  State &w = p.branch().add({"W", ASL_WAIT});
  w.until = [](Value) { return integer(100); };
  p.task("T");
  std::shared_ptr<task::Reply> kept;
  p.executor.steps["T"] = {[&](const task::Request &, auto reply) -> uint64_t {
    kept = reply;
    return 5;
  }};
  Recorded r = p();
  EXPECT_EQ(r.outcome.error, "E");
  EXPECT_EQ(r.durationMs, 0);
  EXPECT_THAT(p.executor.cancelled, testing::ElementsAre(5));
  EXPECT_EQ(from(r, 9), R"(
9<-4 WaitStateAborted
10<-4 TaskStateAborted
11<-4 ParallelStateFailed
12<-11 ExecutionFailed {"error":"E"}
)");
}

TEST(Parallel, AnswersThatComeAtOnceLetTheOthersStart) {
  Parallel p;
  p.task("T");
  State &w = p.branch().add({"W", ASL_WAIT});
  w.until = [](Value) { return integer(100); };
  p.executor.steps["T"] = {fail("E", "")};
  Recorded r = p();
  EXPECT_THAT(r.history.lines, testing::Contains(testing::HasSubstr("WaitStateEntered")));
  EXPECT_THAT(r.history.lines, testing::Contains(testing::HasSubstr("WaitStateAborted")));
}

TEST(Parallel, RetryRunsAllBranchesAgain) {
  Parallel p;
  p.task("T");
  p.state.retry = {{{"E"}, 1}};
  p.executor.steps["T"] = {fail("E", "c"), succeed("1")};
  Recorded r = p();
  EXPECT_EQ(r.outcome.output, "[1]");
  EXPECT_EQ(r.history.lines[7], "8<-7 TaskStateAborted");
  EXPECT_EQ(r.history.lines[8], "9<-7 ParallelStateStarted");
  EXPECT_EQ(r.history.lines[9], R"(10<-9 TaskStateEntered {"name":"T","input":"{}"})");
}

TEST(Parallel, CaughtFailureExitsAfterFailed) {
  Parallel p;
  p.branch().add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  p.state.catches.push_back({{"States.ALL"}, "H", {}});
  p.machine.flow().add({"H", ASL_PASS});
  EXPECT_EQ(from(p(), 5), R"(
5<-4 ParallelStateFailed
6<-5 ParallelStateExited {"name":"P","output":"{\"Error\":\"E\",\"Cause\":null}"}
7<-6 PassStateEntered {"name":"H","input":"{\"Error\":\"E\",\"Cause\":null}"}
8<-7 PassStateExited {"name":"H","output":"{\"Error\":\"E\",\"Cause\":null}"}
9<-8 ExecutionSucceeded {"output":"{\"Error\":\"E\",\"Cause\":null}"}
)");
}

TEST(Parallel, NestedFailureIsCaughtByTheOuterOne) {
  Parallel p;
  State &inner = p.branch().add({"Inner", ASL_PARALLEL});
  Flow &flow = p.machine.newFlow();
  inner.branches = {&flow};
  flow.add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  p.state.catches.push_back({{"States.BranchFailed"}, "H", {}});
  p.machine.flow().add({"H", ASL_PASS});
  Recorded r = p();
  EXPECT_EQ(r.outcome.output, R"({"Error":"E","Cause":null})");
  EXPECT_EQ(r.history.lines[6], "7<-6 ParallelStateFailed");
  EXPECT_EQ(r.history.lines[7], "8<-7 ParallelStateFailed");
}

TEST(Parallel, RuntimeErrorInABranchEndsTheExecution) {
  Parallel p;
  p.branch().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).error("States.Runtime", "bad", true, true);
  };
  p.state.catches.push_back({{"States.ALL"}, "H", {}});
  p.machine.flow().add({"H", ASL_PASS});
  Recorded r = p();
  EXPECT_EQ(r.outcome.error, "States.Runtime");
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("5<-4 ExecutionFailed"));
}

TEST(Parallel, BranchesReadOuterVariablesAndKeepTheirOwn) {
  Machine m;
  m.flow().variableNames = {"x"};
  m.flow().add({"A", ASL_PASS, "P"}).exit = [](asl_frame *f, Value in, Value) {
    uint32_t slot = 0;
    Value value = integer(42);
    asl_assign(f, &slot, &value, 1);
    return in;
  };
  State &p = m.flow().add({"P", ASL_PARALLEL});
  Flow &branch = m.newFlow();
  branch.variableNames = {"y"};
  branch.add({"B", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    uint32_t slot = 0;
    Value value = f->parent->variables[0];
    EXPECT_EQ(f->variables[0].tag, ASL_UNDEFINED);
    asl_assign(f, &slot, &value, 1);
    return value;
  };
  p.branches = {&branch, &branch};
  EXPECT_EQ(run(m, "{}").outcome.output, "[42,42]");
}

TEST(Parallel, TimedOutMachineStopsAllBranchesWithoutEvents) {
  Parallel p;
  for (int i = 0; i < 3; ++i) {
    State &w = p.branch().add({"W", ASL_WAIT});
    w.until = [](Value) { return integer(100); };
  }
  Recorded r = run(p.machine, "{}", nullptr, {}, 10);
  EXPECT_EQ(r.outcome.status, Status::TimedOut);
  EXPECT_EQ(from(r, 7), R"(
7<-0 ExecutionTimedOut {"error":"States.Timeout"}
)");
}

TEST(Parallel, AFlowThatYieldsBeforeAStateIsNotInIt) {
  Parallel p;
  p.branch().add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  Flow &other = p.branch();
  other.add({"Long", ASL_PASS, "T"}).exit = [](asl_frame *f, Value in, Value) {
    jsonata::Evaluation &evaluation = jsonata::Evaluation::current();
    evaluation.begin(Heap::of(f->heap));
    for (int i = 0; i < 30; ++i)
      evaluation.countStep(jsonata::Evaluation::kStepsBetweenPauses);
    evaluation.end();
    return in;
  };
  other.add({"T", ASL_TASK}).resource = kLambda;
  Recorded r = p();
  EXPECT_EQ(r.outcome.error, "E");
  EXPECT_THAT(r.history.text(), testing::Not(testing::HasSubstr("TaskState")));
}

} // namespace
} // namespace asl::test
