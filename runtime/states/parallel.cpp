// The Parallel state. Each branch is a flow; all branches get the same input.
#include "runtime/exec/execution.h"
#include "runtime/states/child_flows.h"
#include "runtime/states/load_suspension.h"

namespace asl::states {

using namespace exec;
namespace {

using history::Event;

class ParallelSuspension final : public ChildFlows {
public:
  explicit ParallelSuspension(Frame &frame) : ChildFlows(frame) {}
  ParallelSuspension(Frame &frame, Loader &loader)
      : ChildFlows(frame, loader), lastEvent_(static_cast<uint32_t>(loader.in.number())) {}

  void start(Value input) {
    const asl_state_info &info = frame_.info();
    frame_.lastEvent = execution().plainEvent(Event::ParallelStateStarted, frame_.lastEvent);
    resultsNeeded(info.branch_count);
    for (uint32_t i = 0; i < info.branch_count; ++i) {
      Frame &child = startChild(*info.branches[i], i, frame_.lastEvent);
      child.data = input;
      child.concurrent |= info.branch_count > 1;
    }
    lastEvent_ = frame_.lastEvent;
  }

  void save(Saver &saver) const override {
    ChildFlows::save(saver);
    saver.out.number(lastEvent_);
  }

private:
  void recordSucceeded(Frame &child) override { lastEvent_ = child.lastEvent; }

  void recordSuccess() override {
    // Succeeded and Exited both follow the last event of the branch that finished last.
    frame_.lastEvent = lastEvent_;
    execution().plainEvent(Event::ParallelStateSucceeded, lastEvent_);
  }

  void recordFailed(Frame &child, uint32_t cause) override {
    if (child.info().kind == ASL_TASK)
      writeStateAborted(child, cause);
  }
  void recordStopped(Frame &child, uint32_t cause) override { writeStateAborted(child, cause); }
  bool allEnded() const override { return children_.empty(); }

  uint32_t lastEvent_ = 0;
};

} // namespace

Suspension *loadParallel(Frame &frame, Loader &loader) {
  return new ParallelSuspension(frame, loader);
}

} // namespace asl::states

using namespace asl::states;

int32_t asl_parallel_start(asl_frame *raw, asl_value input) {
  Frame &frame = Frame::of(raw);
  auto *work = new ParallelSuspension(frame);
  frame.suspension = work;
  frame.resumeAt(ASL_AT_RESULT);
  work->start(input);
  return ASL_SUSPENDED;
}
