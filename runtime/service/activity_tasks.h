// The activities of a compiled program. Its definitions name them, and workers in other processes
// do their tasks.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/task_executor.h"
#include "runtime/service/activity_queue.h"
#include "runtime/support/expected.h"

#include <memory>
#include <set>
#include <string>

namespace asl::service {

/// Keeps tasks of activities for workers, unless `others` carries them out. Passes all other tasks
/// on to `others`. Executor calls as TaskExecutor says; the rest from any thread.
class ActivityTasks final : public task::TaskExecutor {
public:
  /// `others` must outlive it; null: there is none.
  explicit ActivityTasks(task::TaskExecutor *others) : others_(others) {}

  /// Makes the activities of a machine known. Before its first execution.
  void add(const asl_module &module);
  /// From now on tasks are handed out. Before the first task; `begin` must be valid until `stop`.
  void open(ActivityQueue::Begin begin) { queue_.emplace(std::move(begin)); }
  /// Answers the workers that wait. From then on nothing is handed out.
  void stop();
  /// A worker waits for a task. Fails when no machine has the activity, or too many wait already.
  Expected<void> poll(const std::string &activity, ActivityQueue::Worker worker);
  /// Answers the workers that are not connected any more.
  void dropGone();

  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  std::optional<std::string> unbound(const task::Request &request) override;
  bool mayRepeat(const task::Request &request) override;
  void cancel(uint64_t handle) override;
  void leave(uint64_t handle) override;

private:
  void add(const asl_flow &flow);
  bool isOurs(const task::Request &request);

  task::TaskExecutor *const others_;
  std::optional<ActivityQueue> queue_;
  std::set<std::string, std::less<>> activities_; ///< ARNs
};

} // namespace asl::service
