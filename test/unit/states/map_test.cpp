// Inline Map: iterations, concurrency, items, failures, garbage collection during the run.
#include "support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace asl::test {
namespace {

struct Map {
  Machine machine;
  FakeExecutor executor;
  State &state;
  Flow &processor;
  Map() : state(machine.flow().add({"M", ASL_MAP})), processor(machine.newFlow()) {
    state.branches = {&processor};
  }
  Map &concurrency(int64_t most) {
    state.mapArguments = [most](asl_frame *, asl_map_arguments &arguments) {
      arguments.max_concurrency = integer(most);
    };
    return *this;
  }
  Recorded operator()(std::string_view input) { return run(machine, input, &executor); }
};

Value failWith(asl_frame *f, std::string_view error) {
  return asl_fail_error(f->heap, Heap::of(f->heap).string(error), undefined());
}

TEST(Map, OneAfterTheOther) {
  Map m;
  m.concurrency(1).processor.add({"A", ASL_PASS});
  Recorded r = m("[1,2]");
  EXPECT_EQ(r.outcome.output, "[1,2]");
  EXPECT_EQ(r.history.text(), R"(
1<-0 ExecutionStarted {"input":"[1,2]","roleArn":"role"}
2<-0 MapStateEntered {"name":"M","input":"[1,2]"}
3<-2 MapStateStarted {"length":2}
4<-3 MapIterationStarted {"name":"M","index":0}
5<-4 PassStateEntered {"name":"A","input":"1"}
6<-5 PassStateExited {"name":"A","output":"1"}
7<-6 MapIterationSucceeded {"name":"M","index":0}
8<-6 MapIterationStarted {"name":"M","index":1}
9<-8 PassStateEntered {"name":"A","input":"2"}
10<-9 PassStateExited {"name":"A","output":"2"}
11<-10 MapIterationSucceeded {"name":"M","index":1}
12<-11 MapStateSucceeded
13<-11 MapStateExited {"name":"M","output":"[1,2]"}
14<-13 ExecutionSucceeded {"output":"[1,2]"}
)");
}

TEST(Map, EmptyArray) {
  Map m;
  m.processor.add({"A", ASL_PASS});
  Recorded r = m("[]");
  EXPECT_EQ(r.outcome.output, "[]");
  EXPECT_EQ(r.history.lines[2], R"(3<-2 MapStateStarted {"length":0})");
  EXPECT_EQ(r.history.lines[3], "4<-3 MapStateSucceeded");
  EXPECT_EQ(r.history.lines[4], R"(5<-3 MapStateExited {"name":"M","output":"[]"})");
}

TEST(Map, NewIterationsReplaceEndedOnes) {
  Map m;
  m.concurrency(2).processor.add({"T", ASL_TASK}).resource = "arn:aws:states:::lambda:invoke";
  m.executor.steps["T"] = {succeedAfter(3000, "0"), succeedAfter(1000, "1"),
                           succeedAfter(1000, "2")};
  Recorded r = m("[0,1,2]");
  EXPECT_EQ(r.outcome.output, "[0,1,2]");
  EXPECT_EQ(r.durationMs, 3000);
  EXPECT_THAT(r.history.lines,
              testing::IsSupersetOf({R"(4<-3 MapIterationStarted {"name":"M","index":0})",
                                     R"(5<-3 MapIterationStarted {"name":"M","index":1})",
                                     R"(13<-12 TaskStateExited {"name":"T","output":"1"})",
                                     R"(14<-13 MapIterationSucceeded {"name":"M","index":1})",
                                     R"(15<-13 MapIterationStarted {"name":"M","index":2})"}));
}

TEST(Map, FailingIterationAndRetryOfTheWhole) {
  Map m;
  m.state.retry = {{{"States.ALL"}, 1}};
  m.processor.add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  Recorded r = m("[1]");
  EXPECT_EQ(r.history.text(), R"(
1<-0 ExecutionStarted {"input":"[1]","roleArn":"role"}
2<-0 MapStateEntered {"name":"M","input":"[1]"}
3<-2 MapStateStarted {"length":1}
4<-3 MapIterationStarted {"name":"M","index":0}
5<-4 FailStateEntered {"name":"F","input":"1"}
6<-5 MapIterationFailed {"name":"M","index":0}
7<-5 MapStateStarted {"length":1}
8<-7 MapIterationStarted {"name":"M","index":0}
9<-8 FailStateEntered {"name":"F","input":"1"}
10<-9 MapIterationFailed {"name":"M","index":0}
11<-9 MapStateFailed
12<-11 ExecutionFailed {"error":"E"}
)");
}

TEST(Map, FourTimeoutsAtOnce) {
  Map m;
  State &t = m.processor.add({"T", ASL_TASK});
  t.resource = "arn:aws:states:::lambda:invoke";
  t.arguments = [](asl_frame *, asl_task_arguments &a) { a.timeout_seconds = integer(5); };
  m.executor.otherwise = hang();
  Recorded r = m("[1,2,3,4]");
  std::string text;
  for (size_t i = 19; i < r.history.lines.size(); ++i)
    text += r.history.lines[i].substr(0, r.history.lines[i].find(" {\"reso")) + "\n";
  EXPECT_EQ(text, R"(20<-10 TaskTimedOut
21<-13 TaskTimedOut
22<-16 TaskTimedOut
23<-19 TaskTimedOut
24<-20 MapIterationFailed {"name":"M","index":0}
25<-20 TaskStateAborted
26<-20 MapIterationAborted {"name":"M","index":1}
27<-20 TaskStateAborted
28<-20 MapIterationAborted {"name":"M","index":2}
29<-20 TaskStateAborted
30<-20 MapIterationAborted {"name":"M","index":3}
31<-20 TaskStateAborted
32<-20 MapStateFailed
33<-32 ExecutionFailed {"error":"States.Timeout"}
)");
}

TEST(Map, QueuedIterationsNeverStartAfterAFailure) {
  Map m;
  m.concurrency(1).processor.add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) {
    return failWith(f, "E");
  };
  Recorded r = m("[1,2,3]");
  EXPECT_EQ(r.history.lines.size(), 8u);
}

TEST(Map, ItemSelectorSeesItemAndInput) {
  Map m;
  m.processor.add({"A", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
    EXPECT_EQ(asl_context(f, ASL_CONTEXT_MAP_ITEM_INDEX).integer + 5,
              asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE).integer);
    return in;
  };
  m.state.map.selector = [](asl_frame *f, asl_value input) {
    Value items[] = {input, asl_context(f, ASL_CONTEXT_MAP_ITEM_INDEX),
                     asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE),
                     asl_context(f, ASL_CONTEXT_STATE_NAME)};
    return asl_array_make(f->heap, items, 4);
  };
  EXPECT_EQ(m("[5,6]").outcome.output, R"([[[5,6],0,5,"M"],[[5,6],1,6,"M"]])");
}

TEST(Map, NestedMapKeepsTheOuterItem) {
  Map m;
  State &inner = m.processor.add({"I", ASL_MAP});
  Flow &flow = m.machine.newFlow();
  inner.branches = {&flow};
  flow.add({"A", ASL_PASS});
  inner.map.selector = [](asl_frame *f, asl_value) {
    return asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE);
  };
  inner.exit = [](asl_frame *f, Value, Value result) {
    Value items[] = {asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE), result};
    return asl_array_make(f->heap, items, 2);
  };
  EXPECT_EQ(m("[[1,2],[3]]").outcome.output, "[[[1,2],[1,2]],[[3],[3]]]");
}

TEST(Map, FailingItemSelectorIsTheMapStatesError) {
  Map m;
  m.processor.add({"A", ASL_PASS});
  m.state.map.selector = [](asl_frame *f, asl_value) {
    return Heap::of(f->heap).error("States.Runtime", "bad", true, true);
  };
  Recorded r = m("[1]");
  EXPECT_EQ(r.outcome.cause,
            "An error occurred while executing the state 'M' (entered at the event id #2). bad");
  EXPECT_THAT(r.history.lines.back(), testing::StartsWith("5<-4 ExecutionFailed"));
}

std::string causeFor(Map &m, std::string_view input) {
  Recorded r = m(input);
  std::string cause = r.outcome.cause.value_or("none");
  return cause.substr(cause.find("). ") + 3);
}

TEST(Map, ItemsMustBeAnArray) {
  Map m;
  m.processor.add({"A", ASL_PASS});
  EXPECT_EQ(causeFor(m, "{}"), R"(Reference path "$" must point to array.)");
  m.state.map.items_path = constant("$.x");
  EXPECT_EQ(causeFor(m, "{}"), R"(Reference path "$.x" must point to array.)");
  m.state.map.items_path = constant("$$");
  EXPECT_EQ(causeFor(m, "{}"), R"(Reference path "$" must point to array.)");
}

TEST(Map, ItemsMustBeAnArrayInJsonata) {
  Map m;
  m.state.jsonata = true;
  m.processor.add({"A", ASL_PASS});
  Recorded r = m(R"({"foo":"bar"})");
  EXPECT_EQ(r.outcome.error, "States.QueryEvaluationError");
  EXPECT_THAT(*r.outcome.cause,
              testing::EndsWith(R"(Map state input must be an array but was: {"foo":"bar"})"));
  EXPECT_THAT(r.history.lines[2], testing::StartsWith("3<-0 EvaluationFailed"));
  EXPECT_EQ(r.history.lines[3], "4<-3 MapStateFailed");
  EXPECT_THAT(r.history.lines[4], testing::StartsWith("5<-4 ExecutionFailed"));
}

TEST(Map, MaxConcurrencyPath) {
  Map m;
  m.processor.add({"A", ASL_PASS});
  m.state.map.max_concurrency_path = constant("$.c");
  m.state.mapArguments = [](asl_frame *, asl_map_arguments &arguments) {
    arguments.max_concurrency = member(arguments.input, "c");
    arguments.items = member(arguments.input, "i");
  };
  EXPECT_EQ(
      causeFor(m, R"({"c":"NoNumber","i":[]})"),
      R"(The MaxConcurrencyPath field refers to value "NoNumber" which is not a valid integer: $.c)");
  EXPECT_EQ(
      causeFor(m, R"({"c":{},"i":[]})"),
      R"(The MaxConcurrencyPath field refers to value "{}" which is not a valid integer: $.c)");
  EXPECT_EQ(causeFor(m, R"({"c":-1,"i":[]})"), "MaxConcurrency cannot be negative.");
  EXPECT_EQ(m(R"({"c":"1","i":[1]})").outcome.output, "[1]");
}

TEST(Map, NoMoreThanFortyAtOnce) {
  Map m;
  State &w = m.processor.add({"W", ASL_WAIT});
  w.until = [](Value) { return integer(10); };
  std::string items = "[0";
  for (int i = 1; i < 100; ++i)
    items += "," + std::to_string(i);
  Recorded r = m(items + "]");
  EXPECT_EQ(r.outcome.output, items + "]");
  EXPECT_EQ(r.durationMs, 30000);
}

TEST(Map, ManyIterationsWithGarbage) {
  // 20,000 iterations that create 1 KB each: collection happens before most results exist.
  Map m;
  m.processor.add({"A", ASL_PASS, "B"}).exit = [](asl_frame *f, Value in, Value) {
    Heap::of(f->heap).string(std::string(1000, 'x'));
    Value items[] = {in, Heap::of(f->heap).string("t")};
    return asl_array_make(f->heap, items, 2);
  };
  m.processor.add({"B", ASL_PASS});
  std::string items = "[";
  for (int i = 0; i < 20000; ++i)
    items += (i ? "," : "") + std::to_string(i);
  ExecutionOptions options;
  options.express = true;
  m.state.exit = [](asl_frame *, Value, Value result) {
    EXPECT_EQ(result.array->count, 20000u);
    for (uint32_t i = 0; i < result.array->count; ++i) {
      EXPECT_EQ(result.array->items[i].array->items[0].integer, i);
      EXPECT_EQ(text(result.array->items[i].array->items[1]), "t");
    }
    return null();
  };
  EXPECT_EQ(run(m.machine, items + "]", nullptr, options).outcome.output, "null");
}

} // namespace
} // namespace asl::test
