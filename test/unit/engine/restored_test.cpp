// Executions that leave memory whenever they wait, and go on from what was written there: each time
// as bytes of the same process, or each time in a new one. The machines are made by chance.
#include "test/unit/engine/durable_case.h"

#include <random>

namespace asl::test {
namespace {

/// Nested Parallel, Map, Wait and Pass states.
class RandomMachine {
public:
  RandomMachine(Machine &machine, uint32_t seed) : machine_(machine), random_(seed) {
    fill(machine.flow(), "", 3);
  }

private:
  uint32_t below(uint32_t end) { return static_cast<uint32_t>(random_() % end); }

  void fill(Flow &flow, const std::string &prefix, uint32_t depth) {
    uint32_t last = below(3);
    for (uint32_t i = 0; i <= last; ++i) {
      std::string name = prefix + static_cast<char>('a' + i);
      std::string next = i == last ? "" : prefix + static_cast<char>('a' + i + 1);
      add(flow, name, next, depth);
    }
  }

  void add(Flow &flow, const std::string &name, const std::string &next, uint32_t depth) {
    uint32_t kind = below(depth == 0 ? 6 : 10);
    if (kind == 0) {
      flow.add({name, ASL_PASS, next}).exit = always(R"({"from":")" + name + R"(","list":[1,2]})");
    } else if (kind < 6) {
      flow.add({name, ASL_WAIT, next}).until = [seconds = below(4)](Value) {
        return integer(seconds);
      };
    } else if (kind < 8) {
      State &state = flow.add({name, ASL_PARALLEL, next});
      for (uint32_t i = 0, last = below(4); i <= last; ++i) {
        Flow &branch = machine_.newFlow();
        state.branches.push_back(&branch);
        fill(branch, name + std::to_string(i), depth - 1);
      }
    } else {
      addMap(flow.add({name, ASL_MAP, next}), depth);
    }
  }

  void addMap(State &state, uint32_t depth) {
    std::string items;
    for (uint32_t i = 0, last = below(8); i <= last; ++i)
      items += (i == 0 ? "" : ",") + std::to_string(i);
    state.enter = always("[" + items + "]");
    state.mapArguments = [most = below(4)](asl_frame *, asl_map_arguments &arguments) {
      arguments.max_concurrency = integer(most);
    };
    Flow &processor = machine_.newFlow();
    state.branches = {&processor};
    fill(processor, state.name + "i", depth - 1);
  }

  Machine &machine_;
  std::mt19937 random_;
};

/// A Map of many items, one after the other: one small frame waits, and there are many results.
void addLongMap(Machine &machine) {
  State &map = machine.flow().add({"Each", ASL_MAP});
  map.enter = [](asl_frame *frame, Value, Value) {
    std::string items = "[0";
    for (int i = 1; i < 200; ++i)
      items += "," + std::to_string(i);
    return make(frame, items + "]");
  };
  map.mapArguments = [](asl_frame *, asl_map_arguments &arguments) {
    arguments.max_concurrency = integer(1);
  };
  Flow &processor = machine.newFlow();
  map.branches = {&processor};
  processor.add({"Pause", ASL_WAIT}).until = [](Value) { return integer(1); };
}

class RestoredTest : public DurableCase {
protected:
  bool isRunning() { return (*journal_->describe(number_))->status == journal::Status::Running; }

  /// Runs the machine in one process after the other: each is lost at its first commit.
  void runInManyProcesses() {
    lostCommit_ = 1;
    EXPECT_FALSE(start());
    while (isRunning()) {
      commits_ = 0;
      DurableEngine engine(options_);
      std::optional<Outcome> outcome = resume(engine);
      ASSERT_FALSE(outcome) << outcome->cause.value_or("");
    }
  }

  Recorded runResting() {
    Recorded result;
    EngineOptions options;
    options.clock = ClockKind::Virtual;
    options.mostResident = 0;
    ExecutionOptions execution = execution_;
    execution.history = &result.history;
    result.outcome = Engine(options).run(machine_.module(), "{}", std::move(execution));
    return result;
  }

  void compare() {
    Recorded whole = run(machine_, "{}");
    Recorded resting = runResting();
    EXPECT_EQ(resting.outcome.output, whole.outcome.output);
    EXPECT_EQ(resting.history.lines, whole.history.lines);
    runInManyProcesses();
    EXPECT_EQ(history(), whole.history.lines);
  }
};

TEST_F(RestoredTest, ResultsOfManyChildrenThatEndedAreRead) {
  addLongMap(machine_);
  compare();
}

class RandomlyRestoredTest : public RestoredTest, public testing::WithParamInterface<uint32_t> {};

TEST_P(RandomlyRestoredTest, LeavingMemoryChangesNothing) {
  RandomMachine made(machine_, GetParam());
  compare();
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomlyRestoredTest, testing::Range(1u, 301u));

} // namespace
} // namespace asl::test
