// The Task state begins: its fields are read and checked, and its task is started.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/error.h"
#include "runtime/states/number_fields.h"
#include "runtime/states/task_suspension.h"
#include "runtime/task/request_rules.h"
#include "runtime/value/json.h"

#include <algorithm>

using namespace asl;
using namespace asl::exec;
using namespace asl::states;

namespace {

/// Reads a number of seconds from a field. Returns an error value when it is not a positive
/// integer.
Value readSeconds(Frame &frame, Value value, std::string_view field,
                  std::optional<int64_t> &seconds) {
  if (isUndefined(value))
    return value;
  seconds = integerField(frame, value);
  if (!seconds)
    return fieldError(frame, field,
                      "The " + std::string(field) + " field refers to value \"" + plainText(value) +
                          "\" which is not a valid integer.");
  if (*seconds <= 0)
    return fieldError(frame, field,
                      "The " + std::string(field) + " field must be positive but was " +
                          plainText(value) + ".");
  constexpr int64_t kMostSeconds = 99999999;
  seconds = std::min(*seconds, kMostSeconds);
  return undefined();
}

/// Reads the role from Credentials. Sets `error` when it is not usable.
std::optional<std::string_view> readRole(Frame &frame, Value credentials, Value &error) {
  if (isUndefined(credentials))
    return std::nullopt;
  Value role = memberByText(credentials, "RoleArn");
  if (isString(role))
    return text(role);
  if (hasFieldRule(frame, ASL_FIELDS_CHECKS))
    error = fieldError(frame, isObject(credentials) ? "Credentials/RoleArn" : "Credentials",
                       "The field 'RoleArn' of Credentials must be a string but was: " +
                           (isUndefined(role) ? std::string("undefined") : json::write(role)));
  return std::nullopt;
}

/// Checks the fields that AWS checks before it schedules the task. Returns an error or undefined.
Value checkRequest(Frame &frame, const task::Resource &resource, Value request) {
  std::vector<std::string> problems = task::requestProblems(resource, request);
  if (problems.empty())
    return undefined();
  std::string cause = "The Parameters '";
  json::append(cause, request);
  cause += "' could not be used to start the Task: [";
  for (size_t i = 0; i < problems.size(); ++i)
    cause += (i > 0 ? ", " : "") + problems[i];
  return runtimeError(Heap::of(frame.heap), cause + "]");
}

/// The error of a request that is too long or too deep; undefined when it is neither. See
/// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html.
Value checkSize(Heap &heap, Value request) {
  // The sizes of doubles are upper bounds.
  if (request.size <= ASL_PAYLOAD_LIMIT_BYTES || exactSize(request) <= ASL_PAYLOAD_LIMIT_BYTES)
    return undefined();
  std::string what = isTooDeep(request)
                         ? "is " + std::string(tooDeepText)
                         : std::string("exceeds the maximum number of bytes service limit");
  return heap.error("States.DataLimitExceeded", "The input of the task " + what + ".", true, false);
}

} // namespace

int32_t asl_task_start(asl_frame *raw, const asl_task_arguments *arguments) {
  Frame &frame = Frame::of(raw);
  Heap &heap = Heap::of(raw->heap);
  Execution &execution = *frame.execution;
  const task::Resource &resource = execution.shard.resource(frame.info().resource);
  history::Scheduling scheduling;
  scheduling.input = arguments->request;
  if (isUndefined(scheduling.input))
    scheduling.input =
        resource.kind == task::Resource::Kind::Service ? heap.object({}, {}) : frame.data;
  Value error = checkSize(heap, scheduling.input);
  if (!isError(error))
    error =
        readSeconds(frame, arguments->timeout_seconds, "TimeoutSeconds", scheduling.timeoutSeconds);
  if (!isError(error))
    error = readSeconds(frame, arguments->heartbeat_seconds, "HeartbeatSeconds",
                        scheduling.heartbeatSeconds);
  if (!isError(error))
    scheduling.roleArn = readRole(frame, arguments->credentials, error);
  if (!isError(error))
    error = checkRequest(frame, resource, scheduling.input);
  if (isError(error)) {
    frame.result = error;
    return ASL_READY;
  }
  auto *work = new TaskSuspension(frame, resource, scheduling);
  frame.suspension = work;
  frame.resumeAt(ASL_AT_RESULT);
  if (!work->start())
    return ASL_SUSPENDED;
  if (frame.concurrent) {
    // Let concurrent flows make a step first, as they would if the task took time.
    execution.shard.enqueue(frame);
    return ASL_SUSPENDED;
  }
  work->complete();
  execution.dropSuspension(frame);
  return ASL_READY;
}
