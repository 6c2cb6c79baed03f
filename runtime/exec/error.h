// Error values as the scheduler sees them.
#pragma once

#include "runtime/history/writer.h"
#include "runtime/value/heap.h"

#include "runtime/exec/frame.h"

#include <string>
#include <string_view>

namespace asl::exec {

/// What the scheduler notes in asl_error::notes.
enum ErrorNote : uint8_t {
  kHeartbeat = 1, ///< States.Timeout because of a missed heartbeat
  kAtWork = 2     ///< raised by the state's work, so that events follow its Entered event
};

inline std::string_view errorName(const asl_error &error) {
  return isString(error.name) ? text(error.name) : std::string_view();
}

/// As events and DescribeExecution show it.
inline history::Failure failureOf(const asl_error &error) {
  history::Failure failure;
  if (isString(error.name))
    failure.error = text(error.name);
  if (isString(error.cause))
    failure.cause = text(error.cause);
  return failure;
}

/// An error that a task or a child delivered: passed on unchanged. Absent texts stay absent.
Value deliveredError(Heap &heap, const std::optional<std::string> &name,
                     const std::optional<std::string> &cause);

/// States.Runtime: raised, and nothing catches it.
inline Value runtimeError(Heap &heap, std::string_view cause) {
  return heap.error("States.Runtime", cause, true, true);
}

/// The integer that a field of the frame's state gives, read as the state's language does.
std::optional<int64_t> integerField(const Frame &frame, Value value);
/// The value that a field of the frame's state gives cannot be used: States.Runtime, in JSONata
/// States.QueryEvaluationError with `field` as its location (none when empty).
Value fieldError(Frame &frame, std::string_view field, std::string_view cause);

/// The same error with `notes` added.
Value withNotes(Heap &heap, Value error, uint8_t notes);

/// `{"Error", "Cause"}` as catchers see it: null for what is not known.
Value errorOutput(Heap &heap, const asl_error &error);

/// Adds the prefix to a raised error, and writes EvaluationFailed where that is due; `frame` is the
/// state's.
Value settleError(Frame &frame, Value error);

/// Whether a Retrier or Catcher with `errorEquals` sees `error`. `branchFailure`: it came out of a
/// branch. (States Language rules, 8.1.)
bool matches(const asl_string *const *errorEquals, uint32_t count, const asl_error &error,
             bool branchFailure);

/// Nothing may retry or catch it.
inline bool isFatal(const asl_error &error) {
  return error.fatal || errorName(error) == "States.Runtime";
}

/// `The state/task 'x' returned a result with a size exceeding ...`
std::string dataLimitCause(std::string_view stateOrTask, bool isTooDeep);

} // namespace asl::exec
