// Entering and leaving states. The common path is short; events, garbage collection, polling and
// limits are on separate paths that are rarely taken.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/error.h"

#include "runtime/states/trace.h"
#include "runtime/value/json.h"

#include <algorithm>

using namespace asl;
using namespace asl::states;

namespace {

/// The slow path of asl_state_enter, after the frame has been set.
[[gnu::noinline]] Value enterObserved(Frame &frame, Execution &execution) {
  if (frame.retryCount != 0) {
    frame.retryCount = 0;
    std::fill_n(frame.retries, frame.flow->max_retriers, 0u);
  }
  if (execution.isPaused()) {
    execution.holdBeforeState(frame);
    return execution.exhaustedError(); // which asl_flow_fail does not look at
  }
  if (execution.lastEvent >= execution.checkpoint) {
    if (!execution.mayEnter())
      return execution.exhaustedError();
    if (execution.takesPause()) {
      frame.lastEvent = frame.beforeEntered;
      frame.enteredEvent = 0; // it is not in the state yet
      frame.pausing = true;   // which asl_flow_fail sees
      return execution.heap.error("States.Runtime", "", false, true);
    }
    frame.enteredMs = execution.shard.eventMs();
    const asl_state_info &info = frame.info();
    if (history::Writer *events = execution.writer())
      events->stateEntered(execution.stamp(frame.enteredEvent, frame.beforeEntered), info.kind,
                           text(info.name), frame.data);
    if (execution.options.trace)
      traceEntered(frame);
  }
  if (frame.heap->used > frame.heap->threshold)
    execution.collect();
  return frame.data;
}

[[gnu::noinline]] Value exitObserved(Frame &frame, Execution &execution, Value output,
                                     uint32_t previous) {
  std::vector<AssignedVariable> &assigned = execution.shard.assigned;
  if (!execution.mayContinue()) {
    assigned.clear();
    return execution.exhaustedError();
  }
  const asl_state_info &info = frame.info();
  if (history::Writer *events = execution.writer())
    events->stateExited(execution.stamp(frame.lastEvent, previous), info.kind, text(info.name),
                        output, assigned);
  assigned.clear();
  return output;
}

[[gnu::noinline]] bool isOverLong(Value value) {
  // The sizes of doubles are upper bounds. The exact size is only computed above the limit.
  return exactSize(value) > ASL_PAYLOAD_LIMIT_BYTES;
}

constexpr uint64_t kMaxVariableBytes = uint64_t(10) << 20;

Value assignDepthError(Heap &heap, std::string_view variable) {
  std::string cause = "The value of the variable '" + std::string(variable) + "' is " +
                      std::string(tooDeepText) + ".";
  return heap.error("States.DataLimitExceeded", cause, true, false);
}

Value assignLimitError(Heap &heap, std::string_view variable, std::string_view what) {
  std::string cause = "The size of ";
  cause += what;
  if (!variable.empty()) {
    cause += " '";
    cause += variable;
    cause += '\'';
  }
  cause += " exceeds the maximum number of bytes service limit.";
  return heap.error("States.DataLimitExceeded", cause, true, false);
}

/// Returns an error when Assign would exceed a limit on variables, else undefined.
Value checkAssignment(Frame &frame, const uint32_t *slots, const Value *values, uint32_t count) {
  Heap &heap = Heap::of(frame.heap);
  uint64_t sum = 0;
  uint64_t before = 0;
  for (uint32_t i = 0; i < count; ++i) {
    uint64_t size = values[i].size;
    if (isTooDeep(values[i]))
      return assignDepthError(heap, text(frame.flow->variables[slots[i]]));
    if (size > ASL_PAYLOAD_LIMIT_BYTES && isOverLong(values[i]))
      return assignLimitError(heap, text(frame.flow->variables[slots[i]]), "variable");
    sum += size;
    before += frame.variables[slots[i]].size;
  }
  if (sum > ASL_PAYLOAD_LIMIT_BYTES) {
    sum = 0;
    for (uint32_t i = 0; i < count; ++i)
      sum += exactSize(values[i]);
    if (sum > ASL_PAYLOAD_LIMIT_BYTES)
      return assignLimitError(heap, {}, "the variables of one Assign");
  }
  if (frame.execution->variableBytes - before + sum > kMaxVariableBytes)
    return assignLimitError(heap, {}, "all variables of the execution");
  return undefined();
}

} // namespace

asl_value asl_state_enter(asl_frame *raw, uint32_t state, asl_value input) {
  Frame &frame = Frame::of(raw);
  Execution &execution = *frame.execution;
  frame.state = state;
  frame.data = input;
  frame.result = undefined();
  frame.workSucceeded = false;
  frame.beforeEntered = frame.lastEvent;
  frame.lastEvent = frame.enteredEvent = ++execution.lastEvent;
  if (execution.lastEvent >= execution.checkpoint || frame.heap->used > frame.heap->threshold ||
      frame.retryCount != 0) [[unlikely]]
    return enterObserved(frame, execution);
  return input;
}

asl_value asl_state_exit(asl_frame *raw, asl_value output) {
  Frame &frame = Frame::of(raw);
  Execution &execution = *frame.execution;
  if (output.size > ASL_PAYLOAD_LIMIT_BYTES && isOverLong(output)) [[unlikely]]
    return Heap::of(raw->heap).error("States.DataLimitExceeded",
                                     dataLimitCause(text(frame.info().name), isTooDeep(output)),
                                     false, true);
  uint32_t previous = frame.lastEvent;
  frame.lastEvent = ++execution.lastEvent;
  if (execution.lastEvent >= execution.checkpoint) [[unlikely]]
    return exitObserved(frame, execution, output, previous);
  return output;
}

asl_value asl_assign(asl_frame *raw, const uint32_t *slots, const asl_value *values,
                     uint32_t count) {
  Frame &frame = Frame::of(raw);
  Execution &execution = *frame.execution;
  Value error = checkAssignment(frame, slots, values, count);
  if (isError(error))
    return error;
  for (uint32_t i = 0; i < count; ++i) {
    execution.variableBytes += values[i].size;
    execution.variableBytes -= frame.variables[slots[i]].size;
    frame.variables[slots[i]] = values[i];
  }
  if (execution.writer())
    for (uint32_t i = 0; i < count; ++i)
      execution.shard.assigned.push_back({text(frame.flow->variables[slots[i]]), values[i]});
  return null();
}

void asl_flow_succeed(asl_frame *raw, asl_value output) {
  Frame &frame = Frame::of(raw);
  frame.status = Frame::Status::Succeeded;
  frame.result = output;
}
