// Sequences of states: events, limits, ends, variables.
#include "support.h"

#include "runtime/value/heap.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
namespace {

TEST(Transition, ChainOfPassStates) {
  Machine m;
  m.flow().add({"A", ASL_PASS, "B"}).exit = always(R"({"a":1})");
  m.flow().add({"B", ASL_PASS});
  auto r = run(m, "{}");
  EXPECT_EQ(r.outcome.status, Status::Succeeded);
  EXPECT_EQ(r.outcome.output, R"({"a":1})");
  EXPECT_EQ(r.history.text(), R"(
1<-0 ExecutionStarted {"input":"{}","roleArn":"role"}
2<-0 PassStateEntered {"name":"A","input":"{}"}
3<-2 PassStateExited {"name":"A","output":"{\"a\":1}"}
4<-3 PassStateEntered {"name":"B","input":"{\"a\":1}"}
5<-4 PassStateExited {"name":"B","output":"{\"a\":1}"}
6<-5 ExecutionSucceeded {"output":"{\"a\":1}"}
)");
}

TEST(Transition, ChoiceAndSucceed) {
  Machine m;
  m.flow().add({"C", ASL_CHOICE}).choose = [](Value) { return "S"; };
  m.flow().add({"S", ASL_SUCCEED});
  auto r = run(m, "[1,2]");
  EXPECT_EQ(r.outcome.output, "[1,2]");
  EXPECT_EQ(r.history.text(), R"(
1<-0 ExecutionStarted {"input":"[1,2]","roleArn":"role"}
2<-0 ChoiceStateEntered {"name":"C","input":"[1,2]"}
3<-2 ChoiceStateExited {"name":"C","output":"[1,2]"}
4<-3 SucceedStateEntered {"name":"S","input":"[1,2]"}
5<-4 SucceedStateExited {"name":"S","output":"[1,2]"}
6<-5 ExecutionSucceeded {"output":"[1,2]"}
)");
}

Machine failing(std::function<Value(asl_frame *, Value)> failure) {
  Machine m;
  m.flow().add({"F", ASL_FAIL}).failure = std::move(failure);
  return m;
}

TEST(Transition, FailStateGivesItsErrorUnchanged) {
  Machine m = failing([](asl_frame *f, Value) {
    return asl_fail_error(f->heap, make(f, R"("E")"), make(f, R"("why")"));
  });
  auto r = run(m, "{}");
  EXPECT_EQ(r.outcome.status, Status::Failed);
  EXPECT_EQ(r.outcome.error, "E");
  EXPECT_EQ(r.outcome.cause, "why");
  EXPECT_EQ(r.history.lines.back(), R"(3<-2 ExecutionFailed {"error":"E","cause":"why"})");
}

TEST(Transition, FailStateWithoutErrorLeavesItAbsent) {
  Machine m = failing(
      [](asl_frame *f, Value) { return asl_fail_error(f->heap, undefined(), undefined()); });
  auto r = run(m, "{}");
  EXPECT_FALSE(r.outcome.error);
  EXPECT_FALSE(r.outcome.cause);
  EXPECT_EQ(r.history.lines.back(), "3<-2 ExecutionFailed {}");
}

TEST(Transition, RaisedErrorGetsThePrefixOfItsState) {
  Machine m;
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).error("States.Runtime", "bad path", true, true);
  };
  auto r = run(m, "{}");
  EXPECT_EQ(
      r.outcome.cause,
      "An error occurred while executing the state 'A' (entered at the event id #2). bad path");
  EXPECT_EQ(r.history.lines.size(), 3u);
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("3<-2 ExecutionFailed"));
}

TEST(Transition, FailedExpressionFollowsThePredecessorOfTheEnteredEvent) {
  Machine m;
  m.flow().add({"A", ASL_PASS, "B"});
  State &b = m.flow().add({"B", ASL_PASS});
  b.jsonata = true;
  b.exit = [](asl_frame *f, Value, Value) {
    Value e = Heap::of(f->heap).error("States.QueryEvaluationError", "no", true, false);
    const_cast<asl_error *>(e.error)->location = constant("Output/x");
    return e;
  };
  auto r = run(m, "{}");
  ASSERT_EQ(r.history.lines.size(), 6u);
  EXPECT_EQ(r.history.lines[4],
            R"(5<-3 EvaluationFailed {"error":"States.QueryEvaluationError","cause":"An error )"
            R"(occurred while executing the state 'B' (entered at the event id #4). no",)"
            R"("location":"Output/x","state":"B"})");
  EXPECT_THAT(r.history.lines[5], testing::StartsWith("6<-5 ExecutionFailed"));
}

TEST(Transition, OverLongOutputEndsTheExecution) {
  Machine m;
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).string(std::string(ASL_PAYLOAD_LIMIT_BYTES - 1, 'x'));
  };
  auto r = run(m, "{}");
  EXPECT_EQ(r.outcome.error, "States.DataLimitExceeded");
  EXPECT_EQ(r.outcome.cause, "The state/task 'A' returned a result with a size exceeding the "
                             "maximum number of bytes service limit.");
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("3<-2 ExecutionFailed"));
}

TEST(Transition, OutputOfExactlyTheLimitPasses) {
  Machine m;
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    return Heap::of(f->heap).string(std::string(ASL_PAYLOAD_LIMIT_BYTES - 2, 'x'));
  };
  EXPECT_EQ(run(m, "{}").outcome.status, Status::Succeeded);
}

TEST(Transition, DoublesCountByTheirTextAtTheLimit) {
  Machine m;
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value, Value) {
    Heap &heap = Heap::of(f->heap);
    asl_array *array =
        heap.rawArray(60000); // "1.5," 60,000 times: 240,001 bytes; its upper bound is much larger
    for (uint32_t i = 0; i < array->count; ++i)
      array->items[i] = number(1.5);
    return heap.finish(array);
  };
  EXPECT_EQ(run(m, "{}").outcome.status, Status::Succeeded);
}

TEST(Transition, InputThatIsNotJsonIsRefused) {
  Machine m;
  m.flow().add({"A", ASL_PASS});
  auto r = run(m, "{");
  EXPECT_EQ(r.outcome.status, Status::Failed);
  EXPECT_EQ(r.outcome.error, "States.Runtime");
  EXPECT_TRUE(r.history.lines.empty());
}

Machine endless() {
  Machine m;
  m.flow().add({"A", ASL_PASS, "B"});
  m.flow().add({"B", ASL_PASS, "A"});
  return m;
}

TEST(Transition, StandardExecutionEndsAtTheEventLimit) {
  Machine m = endless();
  auto r = run(m, "{}");
  EXPECT_EQ(r.outcome.status, Status::Failed);
  EXPECT_EQ(r.outcome.cause, "The execution reached the maximum number of history events (25000).");
  ASSERT_EQ(r.history.lines.size(), 25000u);
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("25000<-24999 ExecutionFailed"));
}

TEST(Transition, EventLimitHoldsWithoutHistory) {
  Machine m = endless();
  EngineOptions options;
  Engine engine(options);
  Outcome outcome = engine.run(m.module(), "{}", {});
  EXPECT_EQ(outcome.cause, "The execution reached the maximum number of history events (25000).");
}

TEST(Transition, ExpressLoopEndsAtItsTimeLimit) {
  Machine m = endless();
  m.flow().states_[1].exit = [](asl_frame *f, Value in, Value) { return in; };
  EngineOptions options;
  Engine engine(options);
  ExecutionOptions execution;
  execution.express = true;
  Outcome outcome = engine.run(m.module(1), "{}", execution);
  EXPECT_EQ(outcome.status, Status::TimedOut);
  EXPECT_FALSE(outcome.error);
}

TEST(Transition, AssignmentsShowInTheExitedEvent) {
  Machine m;
  m.flow().variableNames = {"x", "s"};
  m.flow().add({"A", ASL_PASS, "B"}).exit = [](asl_frame *f, Value in, Value) {
    uint32_t slots[] = {0, 1};
    Value values[] = {make(f, "42"), make(f, R"("abc")")};
    Value done = asl_assign(f, slots, values, 2);
    return isError(done) ? done : in;
  };
  m.flow().add({"B", ASL_PASS}).exit = [](asl_frame *f, Value, Value) { return f->variables[1]; };
  auto r = run(m, "{}");
  EXPECT_EQ(r.outcome.output, R"("abc")");
  EXPECT_EQ(r.history.lines[2], R"(3<-2 PassStateExited {"name":"A","output":"{}",)"
                                R"("assignedVariables":{"x":"42","s":"\"abc\""}})");
  EXPECT_EQ(r.history.lines[4], R"(5<-4 PassStateExited {"name":"B","output":"\"abc\""})");
}

TEST(Transition, OverLongVariableIsAnError) {
  Machine m;
  m.flow().variableNames = {"x"};
  m.flow().add({"A", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
    uint32_t slot = 0;
    Value value = Heap::of(f->heap).string(std::string(300000, 'x'));
    Value done = asl_assign(f, &slot, &value, 1);
    return isError(done) ? done : in;
  };
  auto r = run(m, "{}");
  EXPECT_EQ(r.outcome.error, "States.DataLimitExceeded");
}

TEST(Transition, GarbageIsCollectedBetweenStates) {
  // Each iteration creates a new document of 100 KB; the live memory stays small.
  Machine m;
  m.flow().variableNames = {"keep"};
  m.flow().add({"Make", ASL_PASS, "Check"}).exit = [](asl_frame *f, Value in, Value) {
    Heap &heap = Heap::of(f->heap);
    uint32_t slot = 0;
    Value text = heap.string(std::string(100000, 'x'));
    asl_assign(f, &slot, &text, 1);
    const asl_string *key = heap.key("n");
    Value n = integer(member(in, "n").integer + 1);
    return heap.object({&key, 1}, {&n, 1});
  };
  static size_t mostUsed;
  mostUsed = 0;
  m.flow().add({"Check", ASL_CHOICE}).choose = [](Value in) {
    return member(in, "n").integer < 500 ? "Make" : "Done";
  };
  m.flow().add({"Done", ASL_SUCCEED}).exit = [](asl_frame *f, Value in, Value) {
    mostUsed = f->heap->used;
    EXPECT_EQ(f->variables[0].string->length, 100000u);
    return in;
  };
  auto r = run(m, R"({"n":0})");
  EXPECT_EQ(r.outcome.output, R"({"n":500})");
  EXPECT_LT(mostUsed, size_t(4) << 20);
}

TEST(Transition, TraceHasOneLinePerTransition) {
  struct Lines final : TraceSink {
    void event(const TraceEvent &e) override {
      lines.push_back(std::string(e.place) + '|' + std::string(e.type) + '|' + e.json + '|' +
                      std::string(e.status == Status::Running ? "" : statusName(e.status)));
    }
    std::vector<std::string> lines;
  } trace;
  Machine m;
  m.flow().add({"A", ASL_PASS, "B"});
  m.flow().add({"B", ASL_SUCCEED});
  ExecutionOptions options;
  options.trace = &trace;
  run(m, R"({"n":1})", nullptr, options);
  EXPECT_THAT(trace.lines, testing::ElementsAre("A|Pass|{\"n\":1}|", "B|Succeed|{\"n\":1}|",
                                                "||{\"n\":1}|SUCCEEDED"));
}

} // namespace
} // namespace asl::test
