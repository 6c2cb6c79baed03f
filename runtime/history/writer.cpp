// The events of an execution as GetExecutionHistory shows them.
#include "runtime/history/writer.h"

#include "runtime/history/details.h"

namespace asl::history {
namespace {

Details &addFailure(Details &details, const Failure &failure) {
  return details.textIfAny("error", failure.error).textIfAny("cause", failure.cause);
}

Details &addNames(Details &details, const TaskNames &names) {
  return details.text("resourceType", names.resourceType).text("resource", names.resource);
}

void addScheduling(Details &details, const Scheduling &scheduling) {
  if (scheduling.timeoutSeconds)
    details.number("timeoutInSeconds", *scheduling.timeoutSeconds);
  if (scheduling.heartbeatSeconds)
    details.number("heartbeatInSeconds", *scheduling.heartbeatSeconds);
  if (scheduling.roleArn)
    details.json("taskCredentials", Details().text("roleArn", *scheduling.roleArn).finish());
}

} // namespace

void Writer::append(Stamp stamp, Event event, std::string details) {
  sink_.append({stamp.id, stamp.previous, stamp.timestampMs, typeName(event), detailsKey(event),
                std::move(details)});
}

void Writer::plain(Stamp stamp, Event event) { append(stamp, event, {}); }

void Writer::executionStarted(Stamp stamp, std::string_view input, std::string_view roleArn) {
  Details details;
  details.payloadWithDetails("input", input).text("roleArn", roleArn);
  append(stamp, Event::ExecutionStarted, details.finish());
}

void Writer::executionSucceeded(Stamp stamp, std::string_view output) {
  Details details;
  details.payloadWithDetails("output", output);
  append(stamp, Event::ExecutionSucceeded, details.finish());
}

void Writer::failed(Stamp stamp, Event event, const Failure &failure) {
  Details details;
  addFailure(details, failure);
  append(stamp, event, details.finish());
}

void Writer::stateEntered(Stamp stamp, uint32_t stateKind, std::string_view name, Value input) {
  Details details;
  details.text("name", name).payloadWithDetails("input", input);
  append(stamp, entered(stateKind), details.finish());
}

void Writer::stateExited(Stamp stamp, uint32_t stateKind, std::string_view name, Value output,
                         std::string_view assigned) {
  Details details;
  details.text("name", name).payloadWithDetails("output", output);
  if (!assigned.empty())
    details.json("assignedVariables", assigned)
        .json("assignedVariablesDetails", R"({"truncated":false})");
  append(stamp, exited(stateKind), details.finish());
}

void Writer::evaluationFailed(Stamp stamp, const Failure &failure,
                              std::optional<std::string_view> location, std::string_view state) {
  Details details;
  addFailure(details, failure).textIfAny("location", location).text("state", state);
  append(stamp, Event::EvaluationFailed, details.finish());
}

void Writer::mapStateStarted(Stamp stamp, uint64_t length) {
  Details details;
  details.number("length", static_cast<int64_t>(length));
  append(stamp, Event::MapStateStarted, details.finish());
}

void Writer::mapIteration(Stamp stamp, Event event, std::string_view name, uint64_t index) {
  Details details;
  details.text("name", name).number("index", static_cast<int64_t>(index));
  append(stamp, event, details.finish());
}

void Writer::mapRunStarted(Stamp stamp, std::string_view mapRunArn) {
  Details details;
  details.text("mapRunArn", mapRunArn);
  append(stamp, Event::MapRunStarted, details.finish());
}

void Writer::taskScheduled(Stamp stamp, const TaskNames &names, std::string_view region,
                           const Scheduling &scheduling) {
  Details details;
  addNames(details, names).text("region", region).payload("parameters", scheduling.input);
  addScheduling(details, scheduling);
  append(stamp, Event::TaskScheduled, details.finish());
}

void Writer::taskStarted(Stamp stamp, const TaskNames &names) {
  Details details;
  addNames(details, names);
  append(stamp, Event::TaskStarted, details.finish());
}

void Writer::taskOutput(Stamp stamp, Event event, const TaskNames &names, Value output) {
  Details details;
  addNames(details, names).payloadWithDetails("output", output);
  append(stamp, event, details.finish());
}

void Writer::taskFailed(Stamp stamp, Event event, const TaskNames &names, const Failure &failure) {
  Details details;
  addFailure(addNames(details, names), failure);
  append(stamp, event, details.finish());
}

void Writer::workScheduled(Stamp stamp, Event event, std::string_view resource,
                           const Scheduling &scheduling) {
  Details details;
  details.text("resource", resource).payloadWithDetails("input", scheduling.input);
  addScheduling(details, scheduling);
  append(stamp, event, details.finish());
}

void Writer::workSucceeded(Stamp stamp, Event event, Value output) {
  Details details;
  details.payloadWithDetails("output", output);
  append(stamp, event, details.finish());
}

void Writer::activityStarted(Stamp stamp, std::optional<std::string_view> workerName) {
  Details details;
  details.textIfAny("workerName", workerName);
  append(stamp, Event::ActivityStarted, details.finish());
}

} // namespace asl::history
