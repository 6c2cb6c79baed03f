// An execution that is held between its states.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"

namespace asl::exec {

void Execution::pause(bool isPaused) {
  if (std::exchange(isPaused_, isPaused) == isPaused)
    return;
  keepPause();
  if (!isPaused)
    release();
}

/// Those that were held go on.
void Execution::release() {
  for (Frame *frame : frames_)
    if (isHeld(*frame))
      shard.enqueue(*frame);
}

/// The journal has a document for each execution that is paused.
void Execution::keepPause() {
  journal::DocumentChange change;
  change.kind = journal::DocumentKind::Pause;
  change.name = std::to_string(log_->execution());
  if (isPaused_)
    change.body = "{}";
  shard.changeDocument(std::move(change), *this);
}

void Execution::holdBeforeState(Frame &frame) {
  --lastEvent; // the event was counted, but not written
  frame.lastEvent = frame.beforeEntered;
  frame.enteredEvent = 0;
  frame.resumeAt(ASL_AT_ENTER);
}

bool Execution::isHeld(const Frame &frame) const {
  return frame.status == Frame::Status::Suspended && frame.suspension == nullptr &&
         frame.timer == 0 && frame.enteredEvent == 0 && !frame.needsInput;
}

} // namespace asl::exec
