// An execution that goes on from the rows of its journal: after the loss of its process, or after
// its end.
#include "runtime/exec/execution.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/shard.h"

#include <algorithm>

namespace asl::exec {

bool Execution::resume(const asl_module &newModule, const std::vector<journal::Record> &rows,
                       ExecutionOptions newOptions, std::function<void(const Outcome &)> done,
                       const Resumption &how) {
  if (rows.empty())
    return false;
  prepare(newModule, std::move(newOptions), std::move(done),
          std::make_unique<DurableLog>(rows.back(), how.origin));
  becomeChild(how.child);
  isPaused_ = how.isPaused;
  DurableReader reader(heap);
  bool isWhole = true;
  for (size_t i = 0; i < rows.size() && isWhole; ++i)
    isWhole = (i == 0 || reader.skipState()) && reader.read(rows[i], [](const HistoryEvent &) {});
  isWhole = isWhole && reader.hasState();
  if (isWhole) {
    SavedState state = reader.state();
    state.isRedrive = how.redrive.has_value();
    state.renumbering = how.renumbering;
    state.problem = how.problem;
    isWhole = load(*this, state, shard.loadSuspension);
  }
  if (isWhole) {
    log_->referTo(rows, reader.values());
    isWhole = how.redrive ? goOnAfterEnd(*how.redrive) : goOn();
  }
  if (!isWhole)
    leave();
  else if (!isPaused_)
    release();
  return isWhole;
}

/// The suspensions may end at once, and so change the frames: each is looked at once.
bool Execution::goOn() {
  std::vector<Frame *> frames = frames_;
  return std::all_of(frames.begin(), frames.end(), [](Frame *frame) {
    return frame->suspension == nullptr || frame->suspension->resumed();
  });
}

// ---- Redrive ----

bool Execution::goOnAfterEnd(const journal::Redrive &redrive) {
  redriveCount = redrive.count;
  redriveMs = redrive.atMs;
  log_->redrive(redrive);
  int64_t deadlineMs = startMs + kStandardLimitMs;
  if (module->timeout_seconds != 0 && !isChild_)
    deadlineMs = std::min(deadlineMs, redriveMs + int64_t(module->timeout_seconds) * 1000);
  timeout_ = shard.timers.start(deadlineMs, timeoutTarget());
  uint32_t closing = lastEvent;
  uint32_t id = nextEvent();
  if (history::Writer *events = writer())
    events->executionRedriven(stamp(id, closing), redriveCount);

  std::vector<Frame *> frames = frames_;
  for (Frame *frame : frames) {
    bool wasHeld = isHeld(*frame);
    frame->status = Frame::Status::Suspended;
    frame->result = undefined();
    frame->retryCount = 0;
    std::fill_n(frame->retries, frame->flow->max_retriers, 0u);
    if (frame->suspension == nullptr || !frame->suspension->hasParts())
      beginAgain(*frame, wasHeld);
    else if (!frame->suspension->redriven())
      return false;
  }
  return true;
}

/// The state of the frame begins anew, with the same input.
void Execution::beginAgain(Frame &frame, bool wasHeld) {
  if (frame.suspension) {
    frame.suspension->cancel();
    dropSuspension(frame);
  }
  frame.token = undefined();
  frame.workSucceeded = false;
  uint32_t kind = frame.info().kind;
  bool works = kind == ASL_TASK || kind == ASL_PARALLEL || kind == ASL_MAP || kind == ASL_WAIT;
  if (frame.enteredEvent == 0)
    frame.needsInput = frame.isIteration && frame.parent != nullptr && !wasHeld;
  else
    frame.resumeAt(works ? ASL_AT_ATTEMPT : ASL_AT_ENTER);
  shard.enqueue(frame);
}

void Execution::freeze(Frame &frame) {
  shard.timers.cancel(frame.timer);
  shard.unqueue(frame);
  if (frame.suspension && !frame.suspension->freeze()) {
    frame.suspension->cancel();
    dropSuspension(frame);
  }
}

void Execution::dropFrozen(Frame &frame) {
  if (frame.suspension == nullptr)
    return;
  frame.suspension->cancel();
  dropSuspension(frame);
}

} // namespace asl::exec
