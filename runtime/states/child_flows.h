// The common part of Parallel and inline Map: concurrent child flows, and the effect of a failing
// one.
#pragma once

#include "runtime/exec/saved_state.h"
#include "runtime/exec/suspension.h"

#include <vector>

namespace asl::states {

using namespace exec;

/// The child frames of one state. The first child that fails makes the state fail. The state's
/// frame is then queued after the frames that are ready already, so that flows started together
/// have all made a step; when it runs, the other children are stopped.
class ChildFlows : public Suspension {
public:
  bool complete() override;
  void childEnded(Frame &child) override;
  void cancel() override;
  void writeAborted(uint32_t cause) override;
  void addRoots(std::vector<Value *> &roots) override;
  void save(Saver &saver) const override;
  bool sleeps() const override { return true; }
  bool freeze() override;
  bool hasParts() const override { return true; }
  bool redriven() override;

protected:
  using Suspension::Suspension;
  ChildFlows(Frame &frame, Loader &loader);

  /// Starts a child of `flow`. `event` is the first event of its chain.
  Frame &startChild(const asl_flow &flow, uint32_t index, uint32_t event);
  /// Reserves `count` results.
  void resultsNeeded(uint32_t count);

  /// Called when a child succeeded. Its frame is still valid.
  virtual void recordSucceeded(Frame &child) = 0;
  /// Called when a child succeeded and another may start in its place.
  virtual void replace(Frame &) {}
  /// Writes the closing event when all children succeeded.
  virtual void recordSuccess() = 0;
  /// Writes the events of the failing child, and of a child that is stopped because of it. They
  /// precede the events of the states themselves.
  virtual void recordFailed(Frame &child, uint32_t cause) = 0;
  virtual void recordStopped(Frame &child, uint32_t cause) = 0;
  /// True when all children have ended and no more will start.
  virtual bool allEnded() const = 0;

  Execution &execution() const { return *frame_.execution; }

  std::vector<Frame *> children_; ///< running children, unordered; Frame::sibling is the index
  std::vector<Value> results_;    ///< by index

private:
  void fail();
  void remove(Frame &child);
  void sortChildren();
  Frame *failed_ = nullptr; ///< first child that failed
};

/// Writes the Aborted event of the state that `frame` is in, and those of its child flows. `cause`
/// is the predecessor of each.
void writeStateAborted(Frame &frame, uint32_t cause);

} // namespace asl::states
