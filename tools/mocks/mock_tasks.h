// The executor of mocked tasks.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/support/expected.h"
#include "tools/mocks/plan.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::mocks {

/// A call that was made.
struct Call {
  std::string state;
  Json request;
};

/// How many calls were answered.
struct Counts {
  uint64_t calls = 0;             ///< of a state
  std::vector<uint64_t> answered; ///< of them by each mock of the state
};
using CountsByState = std::map<std::string, Counts, std::less<>>;

class Tally;

struct MockOptions {
  /// Carries out the tasks of states without mocks. Not owned; must outlive the executor. Null:
  /// such a task ends its execution.
  asl::task::TaskExecutor *others = nullptr;
  /// Not 0: each answer comes a few milliseconds late, how many is chosen by this seed, so that
  /// flows that run side by side go on in another order with each seed.
  uint64_t orderSeed = 0;
  /// A result that has not the shape of the service's response ends the execution. For those who
  /// cannot ask `planProblems` before.
  bool checksShapes = false;
  /// What another executor of the same plan had counted.
  CountsByState counts = {};
  /// Is told the counts before each answer, one call at a time. It may outlive the executor, like
  /// the tasks, and must not call it.
  std::function<void(const CountsByState &)> counted = {};
};

/// Answers tasks as a plan says. Calls are counted for each state over the life of the executor,
/// which is meant for one execution. May be called from any thread.
class MockTasks final : public asl::task::TaskExecutor {
public:
  explicit MockTasks(Plan plan, MockOptions options = {});
  ~MockTasks() override;

  uint64_t start(const asl::task::Request &request,
                 std::shared_ptr<asl::task::Reply> reply) override;
  std::optional<std::string> unbound(const asl::task::Request &request) override;
  bool mayRepeat(const asl::task::Request &request) override;
  void cancel(uint64_t handle) override;

  /// Whether the plan has mocks for this state. Does not change.
  bool hasMock(std::string_view state) const { return states_.contains(state); }
  /// The calls of all tasks, also of those that others carried out, in the order of their starts.
  std::vector<Call> calls() const;
  /// The unmet `times` of the plan: a sentence for each mock.
  std::vector<std::string> unmet() const;

private:
  struct State {
    std::vector<Mock> mocks;
    Counts begun;
  };
  struct Choice {
    Answer answer;
    std::string place; ///< of its mock
    size_t mock = 0;   ///< its index
  };
  /// What the first mock that fits answers; or why there is no answer.
  asl::Expected<Choice> choose(State &state, const asl::task::Request &request, const Json &input);
  int64_t delayOf(const Answer &answer);

  MockOptions options_;
  mutable std::mutex mutex_;
  std::map<std::string, State, std::less<>> states_;
  std::vector<Call> calls_;
  std::mt19937_64 random_;
  std::shared_ptr<Tally> tally_; ///< null: nobody is told
};

} // namespace aslc::mocks
