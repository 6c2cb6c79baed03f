// What a suspended frame waits for: a task, branches, iterations, child executions.
#pragma once

#include "runtime/exec/frame.h"

#include <vector>

namespace asl::exec {

/// Belongs to the frame of its state, from asl_..._start until the state goes on. A shard's thread.
class Suspension {
public:
  explicit Suspension(Frame &frame) : frame_(frame) {}
  virtual ~Suspension() = default;
  Suspension(const Suspension &) = delete;
  Suspension &operator=(const Suspension &) = delete;

  /// The state's frame has its turn: writes the closing events of the work and fills frame.result.
  /// False: there is more to wait for after all.
  virtual bool complete() = 0;
  /// A frame that this work started gets its first turn. When it cannot run, its status says so.
  virtual void prepare(Frame &) {}
  /// A frame that this work started has ended; the frame is still there.
  virtual void childEnded(Frame &) {}
  /// Nobody wants the result any more: stops everything below, without events.
  virtual void cancel() = 0;
  /// Writes the `...Aborted` events of what is in progress below, all pointing at `cause`.
  virtual void writeAborted(uint32_t) {}
  /// Values to keep alive.
  virtual void addRoots(std::vector<Value *> &) {}

protected:
  Frame &frame_;
};

} // namespace asl::exec
