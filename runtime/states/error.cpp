// Matching of error names, and errors as catchers receive them.
#include "runtime/states/error.h"

#include "runtime/states/number_fields.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

namespace asl::states {

using namespace exec;

Value taskError(Heap &heap, const std::optional<std::string> &name,
                const std::optional<std::string> &cause) {
  asl_error *error = heap.rawError(utf8::readable(name.value_or("")),
                                   utf8::readable(cause.value_or("")), false, false);
  if (!name)
    error->name = undefined();
  if (!cause)
    error->cause = undefined();
  return Heap::finish(error);
}

Value addFlags(Heap &heap, Value error, uint8_t flags) {
  auto *copy = static_cast<asl_error *>(heap.allocate(sizeof(asl_error)));
  *copy = *error.error;
  copy->flags |= flags;
  return Heap::finish(copy);
}

std::optional<int64_t> integerField(const Frame &frame, Value value) {
  return hasFieldRule(frame, ASL_FIELDS_WHOLE_NUMBERS) ? wholeNumberOf(value) : integerOf(value);
}

Value fieldError(Frame &frame, std::string_view field, std::string_view cause) {
  Heap &heap = Heap::of(frame.heap);
  if (!hasFieldRule(frame, ASL_FIELDS_EVALUATION_ERRORS))
    return runtimeError(heap, cause);
  asl_error *error = heap.rawError("States.QueryEvaluationError", cause, true, false);
  if (!field.empty())
    error->location = heap.string(field).string;
  return Heap::finish(error);
}

Value errorOutput(Heap &heap, const asl_error &error) {
  Value cause = error.cause;
  if (isUndefined(cause))
    // Timeouts have no cause in events; catchers receive an empty one, as from AWS.
    cause = errorName(error) == "States.Timeout" ? heap.string("") : null();
  const asl_string *keys[] = {heap.key("Error"), heap.key("Cause")};
  Value values[] = {isUndefined(error.name) ? null() : error.name, cause};
  return heap.object(keys, values);
}

bool matches(const asl_string *const *errorEquals, uint32_t count, const asl_error &error,
             bool branchFailure) {
  std::string_view name = errorName(error);
  bool timeout = name == "States.Timeout";
  for (uint32_t i = 0; i < count; ++i) {
    std::string_view wanted = text(errorEquals[i]);
    if (wanted == name || wanted == "States.ALL")
      return true;
    if (wanted == "States.TaskFailed" && !timeout)
      return true;
    if (wanted == "States.HeartbeatTimeout" && timeout && (error.flags & kHeartbeat))
      return true;
    if (wanted == "States.BranchFailed" && branchFailure)
      return true;
  }
  return false;
}

std::string dataLimitCause(std::string_view stateOrTask, bool isTooDeep) {
  std::string cause = "The state/task '" + std::string(stateOrTask) + "' returned a result ";
  return cause + (isTooDeep ? "that is " + std::string(tooDeepText) + "."
                            : "with a size exceeding the maximum number of bytes service limit.");
}

} // namespace asl::states
