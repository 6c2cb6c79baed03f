// The Wait state: its delay, and errors of its fields.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/expr/time.h"
#include "runtime/states/error.h"
#include "runtime/states/number_fields.h"
#include "runtime/states/trace.h"
#include "runtime/value/json.h"

#include <limits>
#include <optional>

using namespace asl;
using namespace asl::states;

namespace {

/// Fails the state at once.
int32_t refuse(Frame &frame, Value error) {
  frame.result = addFlags(Heap::of(frame.heap), error, kWhileWorking);
  return ASL_READY;
}

Value wrongSeconds(Frame &frame, const asl_string *path, std::string_view problem, Value value) {
  std::string cause = path ? "The SecondsPath parameter " : "The Seconds field ";
  cause += problem;
  if (path) {
    cause += ": ";
    cause += text(path);
    if (!isUndefined(value) && value.tag != ASL_NULL)
      cause += " == " + plainText(value);
  } else {
    cause += ": " + plainText(value);
  }
  return fieldError(frame, "Seconds", cause);
}

/// The delay in milliseconds. Sets `error` when the field is not usable.
std::optional<int64_t> secondsDelay(Frame &frame, Value value, const asl_string *path,
                                    Value &error) {
  if (isUndefined(value) || value.tag == ASL_NULL) {
    error = wrongSeconds(frame, path, "does not reference an input value", value);
    return std::nullopt;
  }
  std::optional<int64_t> seconds = integerField(frame, value);
  if (!seconds)
    error = wrongSeconds(frame, path, "cannot be parsed as a long value", value);
  else if (*seconds < 0)
    error = wrongSeconds(frame, path, "references a negative value", value);
  else
    return *seconds > std::numeric_limits<int32_t>::max() ? std::numeric_limits<int64_t>::max()
                                                          : *seconds * 1000;
  return std::nullopt;
}

std::optional<int64_t> timestampDelay(Frame &frame, Value value, const asl_string *path,
                                      Value &error) {
  std::optional<Instant> instant;
  if (isString(value))
    instant = parseTimestamp(text(value));
  if (instant) {
    int64_t ms = instant->seconds * 1000 + (instant->nanoseconds + 999999) / 1000000;
    return ms - frame.execution->shard.nowMs();
  }
  std::string cause;
  if (path) {
    cause = "The TimestampPath parameter does not reference a valid ISO-8601 extended offset "
            "date-time format string: ";
    cause += text(path);
    if (!isUndefined(value))
      cause += " == " + plainText(value);
  } else {
    cause = "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format "
            "string: " +
            plainText(value);
  }
  error = fieldError(frame, "Timestamp", cause);
  return std::nullopt;
}

} // namespace

int32_t asl_wait_start(asl_frame *raw, uint32_t form, asl_value value, const asl_string *path) {
  Frame &frame = Frame::of(raw);
  Value error = undefined();
  std::optional<int64_t> delayMs = form == ASL_WAIT_SECONDS
                                       ? secondsDelay(frame, value, path, error)
                                       : timestampDelay(frame, value, path, error);
  if (!delayMs)
    return refuse(frame, error);
  // AWS limits the delay in seconds to 32 bits.
  if (*delayMs / 1000 > std::numeric_limits<int32_t>::max())
    return refuse(frame, runtimeError(Heap::of(frame.heap), "Wait state delay is too long."));
  frame.result = undefined();
  if (*delayMs <= 0)
    return ASL_READY;
  Shard &shard = frame.execution->shard;
  frame.resumeAt(ASL_AT_RESULT);
  int64_t untilMs = shard.nowMs() + *delayMs;
  shard.wakeAt(untilMs, frame);
  if (frame.execution->options.trace)
    traceWaits(frame, untilMs);
  return ASL_SUSPENDED;
}
