// Executions that tasks start: `states:startExecution`, `.sync` and `.sync:2`.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/operations/executions.h"

#include <memory>
#include <mutex>
#include <unordered_map>

namespace asl::api {

/// Starts executions for tasks and reports their ends to the tasks. An execution without a name
/// gets one derived from the task's token, so that a start repeated after a crash finds the same
/// execution. All members may be called from any thread and do not block.
class NestedExecutions {
public:
  explicit NestedExecutions(State &state) : state_(state) {}

  /// Returns a handle for `cancel`.
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply);
  /// Stops the execution, if the task waits for its end.
  void cancel(uint64_t handle);
  /// The task goes on in another process, and so does its execution.
  void leave(uint64_t handle);

private:
  struct Task;
  using TaskPointer = std::shared_ptr<Task>;
  void postBegin(Background &threads, const TaskPointer &task);
  void begin(const TaskPointer &task, bool mayCompile);
  void launched(const TaskPointer &task, const service::Service::Launched &launched);
  void follow(const TaskPointer &task, uint64_t execution);
  void ended(const TaskPointer &task, uint64_t execution);
  void remove(const TaskPointer &task);
  TaskPointer take(uint64_t handle);

  State &state_;
  std::mutex mutex_;
  std::unordered_map<uint64_t, TaskPointer> tasks_; ///< those that wait for an end
  uint64_t last_ = 0;
};

} // namespace asl::api
