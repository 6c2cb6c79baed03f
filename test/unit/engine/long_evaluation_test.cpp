// Long evaluations of expressions stand aside, so that the other flows of their shard go on.
#include "test/unit/engine/durable_case.h"

#include "runtime/exec/handover.h"
#include "runtime/expr/jsonata/eval/evaluation.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace asl::test {
namespace {

using jsonata::Evaluation;

/// Evaluates as a long expression does, for this many pauses at most.
void evaluate(asl_frame *frame, int pauses, const std::function<bool()> &isEnough) {
  Evaluation::current().begin(Heap::of(frame->heap));
  for (int i = 0; i < pauses && !isEnough(); ++i) {
    Evaluation::current().countStep(Evaluation::kStepsBetweenPauses);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  Evaluation::current().end();
}

class LongEvaluation : public testing::Test {
protected:
  static constexpr int kTurn = 30;     ///< pauses that take longer than a turn
  static constexpr int kLong = 20'000; ///< pauses; a test that needs so many fails

  static EngineOptions options() {
    EngineOptions options;
    options.shards = 1;
    options.pausesEvaluations = true;
    return options;
  }
  /// A machine whose state calls `action`.
  static Machine calling(std::function<void(asl_frame *)> action) {
    Machine m;
    m.flow().add({"A", ASL_PASS}).exit = [action = std::move(action)](asl_frame *frame, Value in,
                                                                      Value) {
      action(frame);
      return in;
    };
    return m;
  }
  std::future<Outcome> start(Engine &engine, const asl_module &module) {
    auto promise = std::make_shared<std::promise<Outcome>>();
    engine.start(module, "{}", {}, [promise](const Outcome &o) { promise->set_value(o); });
    return promise->get_future();
  }
};

TEST_F(LongEvaluation, OthersEndMeanwhile) {
  std::atomic<bool> isDone{false};
  std::atomic<int> evaluating{0}, begun{0}, most{0};
  Machine hog = calling([&](asl_frame *frame) {
    // Those that begin run for a turn, and then one after the other.
    evaluate(frame, kTurn, [&] { return false; });
    ++begun;
    most = std::max<int>(most, ++evaluating);
    evaluate(frame, kLong, [&] { return isDone.load(); });
    --evaluating;
  });
  Machine quick = calling([](asl_frame *) {});
  const asl_module &hogModule = hog.module(), &quickModule = quick.module();
  Engine engine(options());
  std::vector<std::future<Outcome>> hogs;
  for (int i = 0; i < 5; ++i)
    hogs.push_back(start(engine, hogModule));
  while (begun == 0)
    std::this_thread::yield();
  for (int i = 0; i < 20; ++i)
    EXPECT_EQ(start(engine, quickModule).get().status, Status::Succeeded);
  EXPECT_EQ(evaluating, 1);
  isDone = true;
  for (std::future<Outcome> &one : hogs)
    EXPECT_EQ(one.get().status, Status::Succeeded);
  EXPECT_EQ(most, 1);
}

TEST_F(LongEvaluation, LargeOnesOfAllShardsGrowOneAfterTheOther) {
  Heap::limitAll(size_t(64) << 20);
  std::atomic<int> evaluating{0}, most{0};
  Machine hog = calling([&](asl_frame *frame) {
    for (int i = 0; i < 40; ++i)
      Heap::of(frame->heap).allocate(size_t(1) << 20);
    evaluate(frame, kTurn, [&] { return false; });
    most = std::max<int>(most, ++evaluating);
    evaluate(frame, 2 * kTurn, [&] { return false; });
    --evaluating;
  });
  const asl_module &module = hog.module();
  EngineOptions options = this->options();
  options.shards = 3;
  Engine engine(options);
  std::vector<std::future<Outcome>> hogs;
  for (int i = 0; i < 6; ++i)
    hogs.push_back(start(engine, module));
  for (std::future<Outcome> &one : hogs)
    EXPECT_EQ(one.get().status, Status::Succeeded);
  EXPECT_EQ(most, 1);
  Heap::limitAll(SIZE_MAX);
}

TEST_F(LongEvaluation, MoreThanThereAreThreads) {
  std::atomic<bool> isDone{false};
  Machine hog =
      calling([&](asl_frame *frame) { evaluate(frame, 20, [&] { return isDone.load(); }); });
  const asl_module &module = hog.module();
  Engine engine(options());
  std::vector<std::future<Outcome>> hogs;
  for (size_t i = 0; i < exec::Handover::kMostThreads + 10; ++i)
    hogs.push_back(start(engine, module));
  hogs.front().get();
  isDone = true;
  for (size_t i = 1; i < hogs.size(); ++i)
    EXPECT_EQ(hogs[i].get().status, Status::Succeeded);
}

TEST_F(LongEvaluation, OtherFlowsOfItsExecutionWait) {
  std::atomic<bool> isEvaluating{false}, isOtherThere{false}, wereTogether{false};
  Machine m;
  State &p = m.flow().add({"P", ASL_PARALLEL});
  Flow &left = m.newFlow(), &right = m.newFlow();
  left.add({"L", ASL_PASS}).exit = [&](asl_frame *frame, Value in, Value) {
    isEvaluating = true;
    evaluate(frame, 30, [&] { return false; });
    isEvaluating = false;
    return in;
  };
  right.add({"R", ASL_PASS}).exit = [&](asl_frame *, Value in, Value) {
    isOtherThere = true;
    wereTogether = wereTogether || isEvaluating;
    return in;
  };
  p.branches = {&left, &right};
  const asl_module &module = m.module();
  Engine engine(options());
  EXPECT_EQ(start(engine, module).get().output, "[{},{}]");
  EXPECT_TRUE(isOtherThere);
  EXPECT_FALSE(wereTogether);
}

TEST_F(LongEvaluation, AnAbortTakesEffectAtItsEnd) {
  std::atomic<bool> isThere{false}, isDone{false};
  Machine hog = calling([&](asl_frame *frame) {
    isThere = true;
    evaluate(frame, kLong, [&] { return isDone.load(); });
  });
  Machine quick = calling([](asl_frame *) {});
  const asl_module &hogModule = hog.module(), &quickModule = quick.module();
  Engine engine(options());
  std::future<Outcome> one = start(engine, hogModule);
  while (!isThere)
    std::this_thread::yield();
  engine.abortAll("E", std::nullopt);
  EXPECT_EQ(start(engine, quickModule).get().status, Status::Succeeded);
  isDone = true;
  EXPECT_EQ(one.get().status, Status::Aborted);
}

TEST_F(LongEvaluation, TheEngineEndsAfterThem) {
  std::atomic<int> ended{0}, begun{0};
  Machine hog = calling([&](asl_frame *frame) {
    ++begun;
    evaluate(frame, kTurn, [&] { return false; });
    ++ended;
  });
  const asl_module &module = hog.module();
  // The first one stands aside, on a thread that begins only then, or they all do.
  for (int wanted : {1, 2, 4}) {
    Engine engine(options());
    int before = begun;
    for (int i = 0; i < 4; ++i)
      start(engine, module);
    while (begun < before + wanted)
      std::this_thread::yield();
  }
  EXPECT_EQ(begun, ended);
}

using DurableEvaluation = DurableCase;

TEST_F(DurableEvaluation, OthersAreCommittedMeanwhile) {
  options_.clock = ClockKind::Wall;
  options_.shards = 1;
  options_.pausesEvaluations = true;
  std::atomic<bool> isThere{false}, isDone{false};
  // The task makes the execution durable before it evaluates.
  addTask("T", "A");
  executor_.otherwise = succeed("1");
  machine_.flow().add(State("A", ASL_PASS)).exit = [&](asl_frame *frame, Value in, Value) {
    isThere = true;
    evaluate(frame, 20'000, [&] { return isDone.load(); });
    return in;
  };
  Machine quick;
  quick.flow().add(State("Q", ASL_PASS));
  const asl_module &quickModule = quick.module();
  DurableEngine engine(options_);
  begin(engine, "{}");
  while (!isThere)
    std::this_thread::yield();
  std::promise<Outcome> ended;
  uint64_t number = journal_->newExecution();
  journal::Start start;
  start.name = "Q";
  start.machine = 7;
  engine.start(
      quickModule, number, start, "{}", execution_, [](const std::optional<Outcome> &, int64_t) {},
      [&](const Outcome &outcome) { ended.set_value(outcome); });
  EXPECT_EQ(ended.get_future().get().status, Status::Succeeded);
  EXPECT_FALSE(historyHas("ExecutionSucceeded"));
  isDone = true;
  std::optional<Outcome> outcome = wait();
  ASSERT_TRUE(outcome);
  EXPECT_EQ(outcome->status, Status::Succeeded);
  EXPECT_TRUE(historyHas("ExecutionSucceeded"));
}

} // namespace
} // namespace asl::test
