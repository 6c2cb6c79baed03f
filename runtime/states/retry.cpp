// The failure of a state: completion of the cause, Retry, Catch, or failure of its flow. Rules:
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/error_handlers.h"
#include "runtime/states/trace.h"

#include <algorithm>
#include <cmath>

using namespace asl;
using namespace asl::states;

namespace {

/// Adds `An error occurred while executing the state ...` to the cause of a raised error.
Value withPrefix(Frame &frame, const asl_error &error) {
  std::string cause = "An error occurred while executing the state '";
  cause += text(frame.info().name);
  cause += "' (entered at the event id #";
  cause += std::to_string(frame.enteredEvent);
  cause += "). ";
  if (isString(error.cause))
    cause += text(error.cause);
  asl_error *prefixed = Heap::of(frame.heap).rawError(errorName(error), cause, false, error.fatal);
  prefixed->location = error.location;
  prefixed->detail = error.detail;
  prefixed->flags = error.flags;
  return Heap::finish(prefixed);
}

/// Writes EvaluationFailed for an expression of a JSONata state. When the state has only an Entered
/// event, EvaluationFailed follows the predecessor of Entered, as in AWS's histories.
void recordEvaluationFailed(Frame &frame, const asl_error &error) {
  Execution &execution = *frame.execution;
  bool onlyEntered = frame.lastEvent == frame.enteredEvent && !(error.flags & kWhileWorking);
  uint32_t previous = onlyEntered ? frame.beforeEntered : frame.lastEvent;
  uint32_t id = execution.nextEvent();
  if (history::Writer *events = execution.writer()) {
    std::optional<std::string_view> location;
    if (error.location)
      location = text(error.location);
    events->evaluationFailed(execution.stamp(id, previous), failureOf(error), location,
                             text(frame.info().name));
  }
  frame.lastEvent = id;
}

bool isBranching(const asl_state_info &info) {
  return info.kind == ASL_PARALLEL || info.kind == ASL_MAP;
}

/// The same in milliseconds; full jitter picks a random delay between 0 and that.
int64_t retryDelayMs(Heap &heap, const asl_retrier &retrier, uint32_t count) {
  double seconds = retryDelaySeconds(retrier, count);
  if (retrier.full_jitter)
    seconds *= heap.randomUnit();
  // Longer than any execution may take.
  constexpr double kLongestMs = 1e12;
  return static_cast<int64_t>(std::llround(std::min(seconds * 1000.0, kLongestMs)));
}

bool retry(Frame &frame, const asl_error &error) {
  const asl_state_info &info = frame.info();
  Execution &execution = *frame.execution;
  std::optional<uint32_t> index = retrierFor(info, error);
  if (!index || frame.retries[*index] >= info.retriers[*index].max_attempts)
    return false;
  uint32_t &used = frame.retries[*index];
  int64_t delayMs = retryDelayMs(Heap::of(frame.heap), info.retriers[*index], used);
  ++used;
  ++frame.retryCount;
  frame.result = frame.token = undefined();
  frame.workSucceeded = false;
  frame.resumeAt(ASL_AT_ATTEMPT);
  int64_t untilMs = execution.shard.nowMs() + delayMs;
  execution.shard.wakeAt(untilMs, frame);
  if (execution.options.trace)
    traceRetries(frame, untilMs);
  return true;
}

/// The first of `handlers`, the retriers or catchers of the state, that matches the error.
template <typename Handler>
std::optional<uint32_t> handlerFor(const asl_state_info &info, const Handler *handlers,
                                   uint32_t count, const asl_error &error) {
  for (uint32_t i = 0; i < count; ++i)
    if (matches(handlers[i].errors, handlers[i].error_count, error, info.kind == ASL_PARALLEL))
      return i;
  return std::nullopt;
}

void endFailed(Frame &frame, Value error) {
  frame.status = Frame::Status::Failed;
  frame.result = error;
}

} // namespace

namespace asl::states {

using namespace exec;

std::optional<uint32_t> retrierFor(const asl_state_info &info, const asl_error &error) {
  return handlerFor(info, info.retriers, info.retrier_count, error);
}

std::optional<uint32_t> catcherFor(const asl_state_info &info, const asl_error &error) {
  return handlerFor(info, info.catchers, info.catcher_count, error);
}

double retryDelaySeconds(const asl_retrier &retrier, uint32_t count) {
  double seconds = retrier.interval_seconds * std::pow(retrier.backoff_rate, count);
  return retrier.max_delay_seconds > 0 ? std::min(seconds, retrier.max_delay_seconds) : seconds;
}

Value finalizeError(Frame &frame, Value error) {
  if (!error.error->raised)
    return error;
  Value completed = withPrefix(frame, *error.error);
  if (errorName(*completed.error) == "States.QueryEvaluationError")
    recordEvaluationFailed(frame, *completed.error);
  return completed;
}

} // namespace asl::states

int32_t asl_state_failed(asl_frame *raw, asl_value error) {
  Frame &frame = Frame::of(raw);
  Execution &execution = *frame.execution;
  const asl_state_info &info = frame.info();
  error = finalizeError(frame, error);
  execution.shard.assigned.clear();
  if (execution.options.trace)
    traceFailed(frame, *error.error);
  if (isFatal(*error.error) || execution.exhausted()) {
    endFailed(frame, error);
    return ASL_SUSPENDED;
  }
  if (retry(frame, *error.error)) {
    execution.dropFrozen(frame);
    return ASL_SUSPENDED;
  }
  if (isBranching(info) && !frame.workSucceeded)
    frame.lastEvent = execution.plainEvent(
        info.kind == ASL_MAP ? history::Event::MapStateFailed : history::Event::ParallelStateFailed,
        frame.lastEvent);
  std::optional<uint32_t> catcher = catcherFor(info, *error.error);
  if (!catcher) {
    endFailed(frame, error);
    return ASL_SUSPENDED;
  }
  execution.dropFrozen(frame);
  frame.result = errorOutput(Heap::of(frame.heap), *error.error);
  return static_cast<int32_t>(*catcher);
}

void asl_flow_fail(asl_frame *raw, asl_value error) {
  Frame &frame = Frame::of(raw);
  if (frame.pausing) {
    frame.pausing = false;
    frame.resumeAt(ASL_AT_ENTER);
    frame.coroutine = nullptr; // it ends when it returns
    return frame.execution->shard.enqueue(frame);
  }
  if (frame.execution->isPaused() && frame.execution->isHeld(frame)) {
    frame.coroutine = nullptr; // it ends when it returns
    return;                    // the state was not entered, see holdBeforeState
  }
  endFailed(frame, finalizeError(frame, error));
}
