// An executor that answers from lists of recorded or made-up answers, one list a state.
#pragma once

#include "asl/engine/task_executor.h"

#include <nlohmann/json.hpp>

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace asl::binding {

using namespace task;

/// Answers tasks from lists by state name: {"<State>": [mock, ...]}. A mock is an object with
///
///   "input"      what the request must be for this mock to be taken first (optional)
///   "any_input"  true: any request will do
///   "Submitted"  JSON that a `.sync` or `.waitForTaskToken` call was answered with (optional)
///   "Started"    activities: a worker's name; true: started by a worker without name (as when
///   absent); false:
///                no worker takes the task
///   "delaySeconds"  how long the answer takes on the engine's clock (optional)
/// and one of
///   "Return"     the task's result
///   "Throw"      {"Error", "Cause"}, each optional; a value that is not a string is passed on as
///   its JSON text "Hang"       true: the task never answers
/// and with Throw
///   "at"         "schedule", "start" or "submit": the failure came before the task ran
///
/// A task takes the first unused mock of its state whose input matches, else the first unused one.
/// A state without a mock left is unbound. May be called from any thread.
class MockExecutor : public TaskExecutor {
public:
  using Json = nlohmann::ordered_json;
  /// Whether the request `actual` matches the `input` of a mock.
  using Matcher = std::function<bool(const Json &expected, const Json &actual)>;

  /// `matcher` empty: equality by value. Lists that are not arrays of objects count as empty.
  explicit MockExecutor(const Json &mocks, Matcher matcher = {});

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override;
  void cancel(uint64_t handle) override;

  /// The number of unused mocks for each state that has any: for tests that expect all mocks to be
  /// used.
  std::map<std::string, size_t> unused() const;

private:
  struct Mock {
    Json body;
    bool used = false;
  };
  const Mock *take(const std::string &state, const Json &input);

  Matcher matcher_;
  mutable std::mutex mutex_;
  std::map<std::string, std::vector<Mock>> mocks_;
};

} // namespace asl::binding
