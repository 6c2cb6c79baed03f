// What Parallel and inline Map have in common: child flows side by side, and what their failure
// does.
#pragma once

#include "runtime/exec/suspension.h"

#include <vector>

namespace asl::states {

using namespace exec;

/// Child frames of one state. The first one that fails decides; the state's frame then gets its
/// turn after those that are ready already, so that flows started together have all made a step.
/// When it comes, the others are stopped.
class ChildFlows : public Suspension {
public:
  bool complete() override;
  void childEnded(Frame &child) override;
  void cancel() override;
  void writeAborted(uint32_t cause) override;
  void addRoots(std::vector<Value *> &roots) override;

protected:
  using Suspension::Suspension;

  /// Starts a child of `flow` whose chain begins at `event`.
  Frame &startChild(const asl_flow &flow, uint32_t index, uint32_t event);
  void resultsNeeded(uint32_t count);

  /// A child succeeded; its frame is still there.
  virtual void recordSucceeded(Frame &child) = 0;
  /// The child's place is free.
  virtual void replace(Frame &) {}
  /// Everything went well: the closing event.
  virtual void recordSuccess() = 0;
  /// Events of the failing child and of one that is stopped because of it, before the states' own.
  virtual void recordFailed(Frame &child, uint32_t cause) = 0;
  virtual void recordStopped(Frame &child, uint32_t cause) = 0;
  /// All children have ended and none is to follow.
  virtual bool allEnded() const = 0;

  Execution &execution() const { return *frame_.execution; }

  std::vector<Frame *> children_; ///< alive, in any order; each knows its place
  std::vector<Value> results_;    ///< by index

private:
  void fail();
  void remove(Frame &child);
  void sortChildren();
  Frame *failed_ = nullptr; ///< the first
};

/// Writes the Aborted event of the state that `frame` is in, and of those below it, all pointing at
/// `cause`.
void writeStateAborted(Frame &frame, uint32_t cause);

} // namespace asl::states
