// Executions that tasks start: `states:startExecution`, `.sync` and `.sync:2`.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/operations/executions.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace asl::api {

/// Starts executions for tasks and reports their ends to the tasks. After a crash a task finds the
/// execution that it has started, also when that has ended, and starts no other one. All members
/// may be called from any thread and do not block.
class NestedExecutions {
public:
  explicit NestedExecutions(State &state) : state_(state) {}

  /// Returns a handle for `cancel`.
  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply);
  /// Stops the execution, if the task waits for its end. One that has not started does not start.
  void cancel(uint64_t handle);
  /// The task goes on in another process, and so does its execution.
  void leave(uint64_t handle);

private:
  struct Task;
  using TaskPointer = std::shared_ptr<Task>;
  void post(Background &threads, const TaskPointer &task, std::function<void()> part);
  void postBegin(Background &threads, const TaskPointer &task);
  void begin(const TaskPointer &task, bool mayCompile);
  std::optional<FoundExecution> startedEarlier(const Task &task, const service::Arn &machine);
  bool isOf(const Task &task, const FoundExecution &found);
  void launched(const TaskPointer &task, const service::Service::Launched &launched);
  void attach(const TaskPointer &task, const FoundExecution &found);
  void follow(const TaskPointer &task, uint64_t execution);
  void ended(const TaskPointer &task, uint64_t execution);
  void remove(const TaskPointer &task);
  TaskPointer take(uint64_t handle);

  State &state_;
  std::mutex mutex_;
  std::unordered_map<uint64_t, TaskPointer> tasks_; ///< those that do not have what they wait for
  uint64_t last_ = 0;
};

} // namespace asl::api
