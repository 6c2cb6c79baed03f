// Distributed Map: child executions, batches, tolerated failures, the events of the run.
#include "support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace asl::test {
namespace {

struct Distributed {
  Machine machine;
  FakeExecutor executor;
  State &state;
  Flow &processor;
  ExecutionOptions options;
  std::map<std::string, Recorder> children;

  Distributed() : state(machine.flow().add({"M", ASL_MAP})), processor(machine.newFlow()) {
    state.branches = {&processor};
    state.map.distributed = 1;
    state.map.label = constant("L");
    options.childHistory = [this](std::string_view arn) { return &children[std::string(arn)]; };
  }
  void arguments(std::function<void(asl_map_arguments &)> set) {
    state.mapArguments = [set](asl_frame *, asl_map_arguments &a) { set(a); };
  }
  Recorded operator()(std::string_view input) { return run(machine, input, &executor, options); }
};

Value failWith(asl_frame *f, std::string_view error) {
  return asl_fail_error(f->heap, Heap::of(f->heap).string(error), undefined());
}

/// Fails for negative items.
void failNegative(Distributed &d) {
  d.processor.add({"C", ASL_CHOICE}).choose = [](Value in) { return in.integer < 0 ? "F" : "S"; };
  d.processor.add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  d.processor.add({"S", ASL_SUCCEED});
}

std::string withoutIds(std::string text) {
  for (size_t at = 0; (at = text.find(":mapRun:M/L:", at)) != std::string::npos;)
    text.erase(at += 12, 36);
  return text;
}

TEST(Distributed, EachItemIsAnExecution) {
  Distributed d;
  d.processor.add({"A", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
    Value items[] = {in, asl_context(f, ASL_CONTEXT_MAP_ITEM_INDEX),
                     member(asl_context(f, ASL_CONTEXT_STATE_MACHINE), "Name")};
    return asl_array_make(f->heap, items, 3);
  };
  Recorded r = d(R"(["x","y"])");
  EXPECT_EQ(r.outcome.output, R"([["x",0,"M/L"],["y",1,"M/L"]])");
  EXPECT_EQ(withoutIds(r.history.text()), R"(
1<-0 ExecutionStarted {"input":"[\"x\",\"y\"]","roleArn":"role"}
2<-0 MapStateEntered {"name":"M","input":"[\"x\",\"y\"]"}
3<-2 MapStateStarted {"length":2}
4<-3 MapRunStarted {"mapRunArn":"arn:aws:states:us-east-1:123456789012:mapRun:M/L:"}
5<-4 MapRunSucceeded
6<-5 MapStateSucceeded
7<-4 MapStateExited {"name":"M","output":"[[\"x\",0,\"M/L\"],[\"y\",1,\"M/L\"]]"}
8<-7 ExecutionSucceeded {"output":"[[\"x\",0,\"M/L\"],[\"y\",1,\"M/L\"]]"}
)");
  ASSERT_EQ(d.children.size(), 2u);
  EXPECT_THAT(d.children.begin()->first,
              testing::StartsWith("arn:aws:states:us-east-1:123456789012:execution:M/L:"));
  EXPECT_EQ(d.children.begin()->second.lines.size(), 4u);
}

TEST(Distributed, ItemsOfAnObjectHaveKeys) {
  Distributed d;
  d.processor.add({"A", ASL_PASS}).exit = [](asl_frame *f, Value in, Value) {
    Value items[] = {in, member(asl_context(f, ASL_CONTEXT_MAP_ITEM), "Key")};
    return asl_array_make(f->heap, items, 2);
  };
  EXPECT_EQ(d(R"({"a":1})").outcome.output, R"([[{"Key":"a","Value":1},"a"]])");
}

TEST(Distributed, AnyFailureFailsTheRunByDefault) {
  Distributed d;
  failNegative(d);
  Recorded r = d("[1,-1]");
  EXPECT_EQ(r.outcome.error, "States.ExceedToleratedFailureThreshold");
  EXPECT_EQ(r.outcome.cause, "The specified tolerated failure threshold was exceeded");
  ASSERT_EQ(r.history.lines.size(), 7u);
  EXPECT_EQ(r.history.lines[4],
            R"(5<-4 MapRunFailed {"error":"States.ExceedToleratedFailureThreshold",)"
            R"("cause":"The specified tolerated failure threshold was exceeded"})");
  EXPECT_EQ(r.history.lines[5], "6<-5 MapStateFailed");
  EXPECT_THAT(r.history.lines[6], testing::StartsWith("7<-6 ExecutionFailed"));
}

TEST(Distributed, ToleratedFailuresGiveTheirRecord) {
  Distributed d;
  failNegative(d);
  d.arguments([](asl_map_arguments &a) { a.tolerated_count = integer(1); });
  Recorded r = d("[-1,2]");
  EXPECT_EQ(r.outcome.status, Status::Succeeded);
  EXPECT_THAT(r.outcome.output,
              testing::AllOf(testing::HasSubstr(R"("Error":"E")"),
                             testing::HasSubstr(R"("Status":"FAILED")"), testing::EndsWith(",2]")));
  EXPECT_EQ(d("[-1,-2]").outcome.status, Status::Failed);
}

TEST(Distributed, ToleratedPercentage) {
  Distributed d;
  failNegative(d);
  d.arguments([](asl_map_arguments &a) { a.tolerated_percentage = number(50); });
  EXPECT_EQ(d("[-1,1,-1,1]").outcome.status, Status::Succeeded);
  EXPECT_EQ(d("[-1,1,-1,-1]").outcome.status, Status::Failed);
}

TEST(Distributed, WrongToleranceComesAfterStarted) {
  Distributed d;
  failNegative(d);
  d.state.map.tolerated_percentage_path = constant("$.p");
  d.state.map.tolerated_count_path = constant("$.c");
  d.arguments([](asl_map_arguments &a) {
    a.items = member(a.input, "i");
    a.tolerated_count = member(a.input, "c");
    a.tolerated_percentage = member(a.input, "p");
  });
  auto cause = [&](std::string_view input) {
    Recorded r = d(input);
    EXPECT_THAT(r.history.lines.back(), testing::StartsWith("4<-3 ExecutionFailed"));
    return r.outcome.cause->substr(r.outcome.cause->find("). ") + 3);
  };
  EXPECT_EQ(
      cause(R"({"i":[0],"c":0,"p":{}})"),
      R"(The ToleratedFailurePercentagePath field refers to value "{}" which is not a valid float: $.p)");
  EXPECT_EQ(cause(R"({"i":[0],"c":0,"p":-1.1})"),
            "ToleratedFailurePercentage must be between 0 and 100.");
  EXPECT_EQ(cause(R"({"i":[0],"c":-1,"p":1})"), "ToleratedFailureCount cannot be negative.");
  EXPECT_EQ(
      cause(R"({"i":[0],"c":"x","p":1})"),
      R"(The ToleratedFailureCountPath field refers to value "x" which is not a valid integer: $.c)");
}

TEST(Distributed, BatchesByCountAndBytes) {
  Distributed d;
  d.state.map.batched = 1;
  d.processor.add({"A", ASL_PASS});
  d.arguments([](asl_map_arguments &a) { a.max_items_per_batch = integer(2); });
  EXPECT_EQ(d("[1,2,3]").outcome.output, R"([{"Items":[1,2]},{"Items":[3]}])");
  d.state.mapArguments = [](asl_frame *f, asl_map_arguments &a) {
    a.batch_input = make(f, R"({"b":1})");
    a.max_bytes_per_batch = make(f, R"("42")"); // {"BatchInput":{"b":1},"Items":["aa","bb"]} has 41
  };
  EXPECT_EQ(d(R"(["aa","bb","c"])").outcome.output,
            R"([{"BatchInput":{"b":1},"Items":["aa","bb"]},{"BatchInput":{"b":1},"Items":["c"]}])");
}

TEST(Distributed, FailingBatchCountsAllItsItems) {
  Distributed d;
  d.state.map.batched = 1;
  d.processor.add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  d.arguments([](asl_map_arguments &a) {
    a.max_items_per_batch = integer(2);
    a.tolerated_count = integer(1);
  });
  EXPECT_EQ(d("[1,2]").outcome.status, Status::Failed);
}

TEST(Distributed, ItemSelectorShapesTheInput) {
  Distributed d;
  d.processor.add({"A", ASL_PASS});
  d.state.map.selector = [](asl_frame *f, asl_value input) {
    Value items[] = {member(input, "k"), asl_context(f, ASL_CONTEXT_MAP_ITEM_VALUE)};
    return asl_array_make(f->heap, items, 2);
  };
  d.arguments([](asl_map_arguments &a) { a.items = member(a.input, "i"); });
  EXPECT_EQ(d(R"({"k":"K","i":[1,2]})").outcome.output, R"([["K",1],["K",2]])");
}

TEST(Distributed, ChildrenAreStoppedWithTheirParent) {
  Distributed d;
  State &w = d.processor.add({"W", ASL_WAIT});
  w.until = [](Value) { return integer(100); };
  Recorded r = run(d.machine, "[1,2]", nullptr, d.options, 10);
  EXPECT_EQ(r.outcome.status, Status::TimedOut);
  ASSERT_EQ(d.children.size(), 2u);
  for (auto &[arn, history] : d.children)
    EXPECT_EQ(history.lines.back(), "3<-0 ExecutionAborted {}");
}

TEST(Distributed, FailureStopsTheOthers) {
  Distributed d;
  d.processor.add({"C", ASL_CHOICE}).choose = [](Value in) { return in.integer < 0 ? "F" : "W"; };
  d.processor.add({"F", ASL_FAIL}).failure = [](asl_frame *f, Value) { return failWith(f, "E"); };
  State &w = d.processor.add({"W", ASL_WAIT});
  w.until = [](Value) { return integer(100); };
  Recorded r = d("[1,-1,2]");
  EXPECT_EQ(r.outcome.status, Status::Failed);
  EXPECT_EQ(r.durationMs, 0);
}

TEST(Distributed, RetryStartsANewRun) {
  Distributed d;
  d.state.retry = {{{"States.ExceedToleratedFailureThreshold"}, 1}};
  d.processor.add({"T", ASL_TASK}).resource = "arn:aws:states:::lambda:invoke";
  d.executor.steps["T"] = {fail("E", ""), succeed("1")};
  Recorded r = d("[0]");
  EXPECT_EQ(r.outcome.output, "[1]");
  EXPECT_EQ(r.history.lines[5], R"(6<-5 MapStateStarted {"length":1})");
}

TEST(Distributed, OneAtATime) {
  Distributed d;
  State &w = d.processor.add({"W", ASL_WAIT});
  w.until = [](Value) { return integer(10); };
  d.arguments([](asl_map_arguments &a) { a.max_concurrency = integer(1); });
  EXPECT_EQ(d("[1,2,3]").durationMs, 30000);
  d.arguments([](asl_map_arguments &a) { a.max_concurrency = integer(0); });
  EXPECT_EQ(d("[1,2,3]").durationMs, 10000);
}

TEST(Distributed, EmptyItems) {
  Distributed d;
  d.processor.add({"A", ASL_PASS});
  EXPECT_EQ(d("[]").outcome.output, "[]");
}

TEST(Distributed, WithinAChild) {
  Distributed d;
  State &inner = d.processor.add({"I", ASL_MAP});
  Flow &flow = d.machine.newFlow();
  flow.add({"A", ASL_PASS});
  inner.branches = {&flow};
  inner.map.distributed = 1;
  EXPECT_EQ(d("[[1,2],[3]]").outcome.output, "[[1,2],[3]]");
  EXPECT_EQ(d.children.size(), 5u);
}

TEST(Distributed, ExpressChildrenHaveExpressArns) {
  Distributed d;
  d.state.map.express_children = 1;
  d.processor.add({"A", ASL_PASS});
  EXPECT_EQ(d("[1]").outcome.output, "[1]");
  EXPECT_THAT(d.children.begin()->first,
              testing::StartsWith("arn:aws:states:us-east-1:123456789012:express:M/L:"));
}

/// A distributed Map whose children loop; `step` is called in every state.
struct Endless : Distributed {
  explicit Endless(std::function<void()> step) {
    options.childHistory = nullptr;
    state.map.express_children = 1;
    processor.add({"A", ASL_PASS, "B"}).exit = [step](asl_frame *, Value in, Value) {
      step();
      return in;
    };
    processor.add({"B", ASL_CHOICE}).choose = [](Value) { return "A"; };
  }
};

TEST(Distributed, AbortReachesARunningChildAfterItsMapRun) {
  Engine *engine = nullptr;
  bool asked = false;
  Endless d([&] {
    if (!std::exchange(asked, true))
      engine->abortAll("Stop", std::nullopt);
  });
  EngineOptions options;
  Engine own(options);
  engine = &own;
  Outcome outcome = own.run(d.machine.module(), "[1,2,3]", {});
  EXPECT_EQ(outcome.status, Status::Aborted);
  EXPECT_EQ(outcome.error, "Stop");
  // The shard and the memory of those executions are reused.
  Machine other;
  other.flow().add({"P", ASL_PASS});
  EXPECT_EQ(own.run(other.module(), "7", {}).output, "7");
}

TEST(Distributed, TimeoutReachesARunningChildAfterItsMapRun) {
  Endless d([] {});
  Engine engine({});
  EXPECT_EQ(engine.run(d.machine.module(1), "[1,2,3]", {}).status, Status::TimedOut);
}

TEST(Distributed, ThousandsOfRefusedChildrenNeedNoStack) {
  Distributed d;
  constexpr uint32_t kItems = 12000;
  d.options.childHistory = nullptr;
  d.processor.add({"A", ASL_PASS});
  // A value that is nested deeper than the input of an execution may be.
  d.state.enter = [](asl_frame *f, Value, Value) {
    Value deep = null();
    for (int i = 0; i < 1100; ++i)
      deep = asl_array_make(f->heap, &deep, 1);
    std::vector<Value> items(kItems, deep);
    return asl_array_make(f->heap, items.data(), kItems);
  };
  d.arguments([](asl_map_arguments &a) { a.tolerated_percentage = integer(100); });
  // All children have been started before the sum of their results is found to be too long.
  EXPECT_EQ(d("null").outcome.error, "States.DataLimitExceeded");
}

} // namespace
} // namespace asl::test
