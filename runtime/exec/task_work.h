// The work of this process on a task in progress.
#pragma once

#include "runtime/exec/timer.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace asl::exec {

class Shard;

/// The work of an executor on one task, and the actions of Reply::after. Unlike the task's
/// suspension it cannot be saved: it stays when the frames of the execution leave memory. Ends with
/// the task. Shard thread only.
class TaskWork {
public:
  explicit TaskWork(Shard &shard) : shard_(shard) {}
  ~TaskWork();
  TaskWork(const TaskWork &) = delete;
  TaskWork &operator=(const TaskWork &) = delete;

  /// The executor works on the task; `handle` is for TaskExecutor::cancel.
  void begin(uint64_t handle);
  uint64_t handle() const { return handle_; }
  /// See Reply::after and Reply::idle.
  void after(int64_t delayMs, std::function<void()> action);
  void idle();

private:
  struct Action {
    TimerId timer = 0;
    std::function<void()> run;
  };
  /// Calls the action at `index`. It may end the task, and so this object.
  void act(uint32_t index);
  size_t pendingActions() const { return actions_.size() - freeActions_.size(); }
  /// True while the executor works in real time; a virtual clock waits for it.
  bool isWorking() const { return handle_ != 0 && pendingActions() == 0 && !idle_; }

  Shard &shard_;
  uint64_t handle_ = 0;
  std::vector<Action> actions_;
  std::vector<uint32_t> freeActions_; ///< indices of actions_ that are free
  bool idle_ = false;                 ///< no work is in progress until the next action
};

} // namespace asl::exec
