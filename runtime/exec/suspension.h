// What a suspended frame waits for: a task, branches, iterations or child executions.
#pragma once

#include "runtime/exec/frame.h"

#include <vector>

namespace asl::exec {

/// Owned by its frame, from asl_..._start until the state continues. Shard thread only.
class Suspension {
public:
  explicit Suspension(Frame &frame) : frame_(frame) {}
  virtual ~Suspension() = default;
  Suspension(const Suspension &) = delete;
  Suspension &operator=(const Suspension &) = delete;

  /// Called when the state's frame runs again. Writes the closing events and sets frame.result.
  /// Returns false when the frame must continue to wait.
  virtual bool complete() = 0;
  /// Called before the first run of a child flow. Sets the child's status when it cannot run.
  virtual void prepare(Frame &) {}
  /// Called when a child flow has ended. Its frame is still valid.
  virtual void childEnded(Frame &) {}
  /// Stops the work, including child flows, without events. The result is no longer needed.
  virtual void cancel() = 0;
  /// Writes the `...Aborted` events of the work in progress. `cause` is the predecessor of each.
  virtual void writeAborted(uint32_t) {}
  /// Adds the values that the collector must keep alive.
  virtual void addRoots(std::vector<Value *> &) {}

protected:
  Frame &frame_;
};

} // namespace asl::exec
