// The executor of mocked tasks.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/support/expected.h"
#include "tools/mocks/plan.h"

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

struct MockOptions {
  /// Carries out the tasks of states without mocks. Not owned; must outlive the executor. Null:
  /// such a task ends its execution.
  asl::task::TaskExecutor *others = nullptr;
  /// Not 0: each answer comes a few milliseconds late, how many is chosen by this seed, so that
  /// flows that run side by side go on in another order with each seed.
  uint64_t orderSeed = 0;
};

/// Answers tasks as a plan says. Calls are counted for each state over the life of the executor,
/// which is meant for one execution. May be called from any thread.
class MockTasks final : public asl::task::TaskExecutor {
public:
  explicit MockTasks(Plan plan, MockOptions options = {});

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
    std::vector<uint64_t> answered; ///< calls, of each mock
    uint64_t calls = 0;
  };
  struct Choice {
    Answer answer;
    std::string place; ///< of its mock
  };
  /// What the first mock that fits answers; or why there is no answer.
  asl::Expected<Choice> choose(State &state, const asl::task::Request &request, const Json &input);
  int64_t delayOf(const Answer &answer);

  MockOptions options_;
  mutable std::mutex mutex_;
  std::map<std::string, State, std::less<>> states_;
  std::vector<Call> calls_;
  std::mt19937_64 random_;
};

} // namespace aslc::mocks
