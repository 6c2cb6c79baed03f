// Executions that leave memory while they wait.
#include "support.h"

#include <gtest/gtest.h>

#include <future>

namespace asl::test {
namespace {

/// A Map of tasks that take time, inside a Parallel beside a Wait.
struct Sleeper {
  Sleeper() {
    Flow &branch = machine.newFlow(), &other = machine.newFlow(), &item = machine.newFlow();
    item.add({"Work", ASL_TASK}).resource = "arn:aws:lambda:us-east-1:1:function:f";
    branch.add({"Each", ASL_MAP}).branches = {&item};
    other.add({"Pause", ASL_WAIT}).until = [](Value) { return integer(5); };
    machine.flow().add({"Both", ASL_PARALLEL}).branches = {&branch, &other};
    executor.otherwise = succeedAfter(3000, "[1]");
  }
  Machine machine;
  FakeExecutor executor;
};

/// Counts how often the values of the execution have left their places.
struct Moves final : HistorySink {
  void append(const HistoryEvent &event) override { recorder.append(event); }
  void valuesMoved() override { ++moves; }
  Recorder recorder;
  size_t moves = 0;
};

std::string historyWith(size_t mostResident, size_t &moves) {
  Sleeper sleeper;
  Moves sink;
  EngineOptions options;
  options.clock = ClockKind::Virtual;
  options.executor = &sleeper.executor;
  options.mostResident = mostResident;
  ExecutionOptions execution;
  execution.history = &sink;
  execution.seed = 1;
  execution.roleArn = "role";
  Outcome outcome = Engine(options).run(sleeper.machine.module(), "[1,2,3]", execution);
  EXPECT_EQ(outcome.output, "[[[1],[1],[1]],[1,2,3]]");
  moves = sink.moves;
  return sink.recorder.text();
}

TEST(Resting, ChangesNothingOfTheHistory) {
  size_t resident = 0, resting = 0;
  EXPECT_EQ(historyWith(0, resting), historyWith(EngineOptions::kUnlimited, resident));
  EXPECT_EQ(resident, 0u);
  EXPECT_GE(resting, 2u); // at 3 s and at 5 s it came back
}

TEST(Resting, AnAbortReachesWhatIsNotInMemory) {
  Machine machine;
  machine.flow().add({"Pause", ASL_WAIT}).until = [](Value) { return integer(1000); };
  EngineOptions options;
  options.mostResident = 0;
  Engine engine(options);
  std::promise<Outcome> ended;
  ExecutionId id = engine.start(machine.module(), "{}", {},
                                [&](const Outcome &outcome) { ended.set_value(outcome); });
  engine.abort(id, "Mine", std::nullopt);
  EXPECT_EQ(ended.get_future().get().error, "Mine");
}

} // namespace
} // namespace asl::test
