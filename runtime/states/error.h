// Errors of states: how they are made, matched, and shown to catchers.
#pragma once

#include "runtime/exec/error.h"
#include "runtime/exec/frame.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::states {

using namespace exec;

/// Bits of asl_error::flags.
enum ErrorFlag : uint8_t {
  kHeartbeat = 1,    ///< States.Timeout because of a missed heartbeat
  kWhileWorking = 2, ///< raised by the state's work: events about it follow its Entered event
};

/// An error that a task or a child execution gave, passed on unchanged. Absent texts stay absent.
Value taskError(Heap &heap, const std::optional<std::string> &name,
                const std::optional<std::string> &cause);

/// True when the frame's state reads the values of its fields by `rule`.
inline bool hasFieldRule(const Frame &frame, asl_field_rule rule) {
  return (frame.info().field_rules & rule) != 0;
}
/// The integer in `value`, which a field of the frame's state gave; nothing when it is not one.
/// The state decides which spellings count (see number_fields.h).
std::optional<int64_t> integerField(const Frame &frame, Value value);
/// The error of a field whose value cannot be used: States.Runtime, or by
/// ASL_FIELDS_EVALUATION_ERRORS States.QueryEvaluationError with `field` as its location (none when
/// empty).
Value fieldError(Frame &frame, std::string_view field, std::string_view cause);

/// A copy of the error with the bits `flags` set.
Value addFlags(Heap &heap, Value error, uint8_t flags);

/// `{"Error", "Cause"}` as catchers see it; null stands for what is not known.
Value errorOutput(Heap &heap, const asl_error &error);

/// Completes an error that an expression of the frame's state raised: puts AWS's prefix before its
/// cause and records an EvaluationFailed event where one is due. Other errors stay as they are.
Value finalizeError(Frame &frame, Value error);

/// True when a Retrier or Catcher with these `errorEquals` applies to `error`. `branchFailure` says
/// that it came out of a branch of a Parallel state. Rules:
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
bool matches(const asl_string *const *errorEquals, uint32_t count, const asl_error &error,
             bool branchFailure);

/// `The state/task 'x' returned a result with a size exceeding ...`
std::string dataLimitCause(std::string_view stateOrTask, bool isTooDeep);

} // namespace asl::states
