// Errors of states: creation, matching, and their form as a catcher's input.
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
  kHeartbeat = 1,    ///< States.Timeout caused by a missed heartbeat
  kWhileWorking = 2, ///< raised by the work of the state: its events follow the Entered event
};

/// Makes an error reported by a task or a child execution, unchanged. Absent texts stay absent.
Value taskError(Heap &heap, const std::optional<std::string> &name,
                const std::optional<std::string> &cause);

/// True when the frame's state treats the values of its fields by `rule`.
inline bool hasFieldRule(const Frame &frame, asl_field_rule rule) {
  return (frame.info().field_rules & rule) != 0;
}
/// Reads the integer value of a field of the frame's state; nullopt when `value` is not an integer.
/// The field rules of the state decide which spellings are accepted (see number_fields.h).
std::optional<int64_t> integerField(const Frame &frame, Value value);
/// Makes the error for a field with an unusable value: States.Runtime, or with the rule
/// ASL_FIELDS_EVALUATION_ERRORS States.QueryEvaluationError with `field` as its location (none when
/// empty).
Value fieldError(Frame &frame, std::string_view field, std::string_view cause);

/// Returns a copy of the error with the bits `flags` set.
Value addFlags(Heap &heap, Value error, uint8_t flags);

/// `{"Error", "Cause"}`, the input of a catcher. Absent texts become null.
Value errorOutput(Heap &heap, const asl_error &error);

/// Completes an error that an expression of the frame's state raised: adds AWS's prefix to the
/// cause, and writes an EvaluationFailed event for JSONata. Returns other errors unchanged.
Value finalizeError(Frame &frame, Value error);

/// True when a retrier or catcher with these `errorEquals` applies to `error`. `branchFailure` is
/// true when the error came from a branch of a Parallel state. Rules:
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
bool matches(const asl_string *const *errorEquals, uint32_t count, const asl_error &error,
             bool branchFailure);

/// The cause of a result that is too large or too deeply nested: `The state/task 'x' returned a
/// result with a size exceeding ...`
std::string dataLimitCause(std::string_view stateOrTask, bool isTooDeep);

} // namespace asl::states
