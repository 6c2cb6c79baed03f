// Builds TraceEvents.
#include "runtime/states/trace.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/value/json.h"

namespace asl::states {

using namespace exec;
namespace {

constexpr std::string_view kKinds[] = {"Pass",    "Task", "Choice",   "Wait",
                                       "Succeed", "Fail", "Parallel", "Map"};

void appendPath(std::string &path, const Frame &frame) {
  if (const Frame *outer = frame.outer()) {
    appendPath(path, *outer);
    path += '[';
    path += std::to_string(frame.index);
    path += "]/";
  }
  path += text(frame.info().name);
}

void send(Frame &frame, TraceEvent event) {
  std::string place = placeOf(frame);
  event.place = place;
  event.timestampMs = frame.execution->shard.nowMs();
  frame.execution->options.trace->event(event);
}

TraceEvent eventOf(TraceEvent::Kind kind) {
  TraceEvent event;
  event.kind = kind;
  return event;
}

} // namespace

std::string placeOf(const Frame &frame) {
  std::string path(frame.execution->tracePlace());
  if (!path.empty())
    path += '/';
  appendPath(path, frame);
  return path;
}

void traceEntered(Frame &frame) {
  TraceEvent event = eventOf(TraceEvent::Kind::Entered);
  event.type = kKinds[frame.info().kind];
  event.json = json::write(frame.data);
  send(frame, std::move(event));
}

void traceWaits(Frame &frame, int64_t untilMs) {
  TraceEvent event = eventOf(TraceEvent::Kind::Waits);
  event.untilMs = untilMs;
  send(frame, std::move(event));
}

void traceResult(Frame &frame, Value result) {
  TraceEvent event = eventOf(TraceEvent::Kind::Result);
  event.json = json::write(result);
  send(frame, std::move(event));
}

void traceFailed(Frame &frame, const asl_error &error) {
  TraceEvent event = eventOf(TraceEvent::Kind::Failed);
  history::Failure failure = failureOf(error);
  event.error = failure.error;
  event.cause = failure.cause;
  send(frame, std::move(event));
}

void traceRetries(Frame &frame, int64_t untilMs) {
  TraceEvent event = eventOf(TraceEvent::Kind::Retries);
  event.attempt = frame.retryCount;
  event.untilMs = untilMs;
  send(frame, std::move(event));
}

} // namespace asl::states
