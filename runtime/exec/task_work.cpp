// The actions of a task, and whether a virtual clock must wait for its executor.
#include "runtime/exec/task_work.h"

#include "runtime/exec/shard.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <utility>

namespace asl::exec {

TaskWork::~TaskWork() {
  for (Action &action : actions_)
    shard_.timers.cancel(action.timer);
  shard_.workingTasks -= isWorking();
}

void TaskWork::begin(uint64_t handle) {
  handle_ = handle;
  shard_.workingTasks += isWorking();
}

void TaskWork::after(int64_t delayMs, std::function<void()> action) {
  shard_.workingTasks -= isWorking();
  if (freeActions_.empty()) {
    freeActions_.push_back(static_cast<uint32_t>(actions_.size()));
    actions_.emplace_back();
  }
  uint32_t index = freeActions_.back();
  freeActions_.pop_back();
  auto act = [](void *work, uint32_t at) { static_cast<TaskWork *>(work)->act(at); };
  int64_t delay = std::clamp<int64_t>(delayMs, 0, longestWait.count());
  TimerId timer = shard_.timers.start(shard_.nowMs() + delay, {act, this, index});
  actions_[index] = {timer, std::move(action)};
}

void TaskWork::idle() {
  shard_.workingTasks -= isWorking();
  idle_ = true;
}

void TaskWork::act(uint32_t index) {
  std::function<void()> run = std::move(actions_[index].run);
  actions_[index] = {};
  freeActions_.push_back(index);
  idle_ = false;
  shard_.workingTasks += isWorking();
  run();
}

} // namespace asl::exec
