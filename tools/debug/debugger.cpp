#include "tools/debug/debugger.h"

#include "runtime/exec/frame.h"
#include "runtime/value/heap.h"
#include "runtime/value/value.h"

namespace aslc::debug {

namespace {

using asl::exec::Frame;

/// The compiled code calls plain functions, on threads of the engine's own.
std::atomic<Debugger *> current{nullptr};

/// What fails a flow that is not to go on.
asl_value ended(asl_frame *frame) {
  return asl::Heap::of(frame->heap)
      .error("States.Runtime", "The debugger has ended the execution.", false, true);
}

asl_value enter(asl_frame *frame, uint32_t state, asl_value input) {
  if (Debugger *debugger = current) {
    input = debugger->reached(Moment::Entry, frame, Frame::of(frame).flow->states[state], input);
    if (debugger->isQuitting())
      return ended(frame);
  }
  return ::asl_state_enter(frame, state, input);
}

asl_value leave(asl_frame *frame, asl_value output) {
  if (Debugger *debugger = current) {
    output = debugger->reached(Moment::Exit, frame, Frame::of(frame).info(), output);
    if (debugger->isQuitting())
      return ended(frame);
  }
  return ::asl_state_exit(frame, output);
}

int32_t failed(asl_frame *frame, asl_value error) {
  if (Debugger *debugger = current) {
    debugger->reached(Moment::Failure, frame, Frame::of(frame).info(), error);
    if (debugger->isQuitting()) {
      ::asl_flow_fail(frame, error);
      return ASL_SUSPENDED;
    }
  }
  return ::asl_state_failed(frame, error);
}

template <typename Function>
std::pair<const char *, void *> substitute(const char *name, Function *function) {
  return {name, reinterpret_cast<void *>(function)};
}

unsigned depthOf(const asl_frame *frame) {
  unsigned depth = 0;
  for (; frame->parent != nullptr; frame = frame->parent)
    ++depth;
  return depth;
}

} // namespace

Debugger::Debugger(Client &client, Go first) : client_(client), go_(first) { current = this; }

Debugger::~Debugger() { current = nullptr; }

std::vector<std::pair<const char *, void *>> Debugger::functions() {
  return {substitute("asl_state_enter", enter), substitute("asl_state_exit", leave),
          substitute("asl_state_failed", failed)};
}

void Debugger::setBreakpoints(std::set<const asl_state_info *> states) {
  std::lock_guard lock(breakpointsMutex_);
  breakpoints_ = std::move(states);
}

asl_value Debugger::reached(Moment moment, asl_frame *frame, const asl_state_info &state,
                            asl_value value) {
  std::lock_guard lock(mutex_);
  if (isQuitting_)
    return value;
  std::optional<Why> why = whyStop(moment, frame, state);
  isAtStart_ = false;
  if (!why)
    return value;
  isPaused_ = false;
  Stop stop{moment, *why, frame, &state, value};
  go_ = client_.stopped(stop);
  if (go_ == Go::Quit)
    quit();
  from_ = frame;
  depth_ = depthOf(frame);
  return stop.value;
}

std::optional<Why> Debugger::whyStop(Moment moment, const asl_frame *frame,
                                     const asl_state_info &state) {
  if (moment == Moment::Entry) {
    std::lock_guard lock(breakpointsMutex_);
    if (breakpoints_.contains(&state))
      return Why::Breakpoint;
  }
  if (moment == Moment::Failure && stopsAtErrors_)
    return Why::Error;
  if (isPaused_)
    return Why::Pause;
  if (isNextStop(moment, frame))
    return isAtStart_ ? Why::Start : Why::Step;
  return std::nullopt;
}

bool Debugger::isNextStop(Moment moment, const asl_frame *frame) const {
  switch (go_) {
  case Go::On:
  case Go::Quit:
    return false;
  case Go::Step:
    return true;
  case Go::Next:
    return moment == Moment::Entry && (frame == from_ || depthOf(frame) < depth_);
  case Go::Out:
    return depthOf(frame) < depth_;
  }
  return false;
}

} // namespace aslc::debug
