// Builds the events of an execution.
#include "runtime/history/writer.h"

namespace asl::history {
namespace {

HistoryEvent eventOf(Stamp stamp, Event type) {
  HistoryEvent event;
  event.id = stamp.id;
  event.previousId = stamp.previous;
  event.timestampMs = stamp.timestampMs;
  event.type = type;
  return event;
}

void setNames(HistoryEvent &event, const TaskNames &names) {
  event.resourceType = names.resourceType;
  event.resource = names.resource;
}

void setFailure(HistoryEvent &event, const Failure &failure) {
  event.error = failure.error;
  event.cause = failure.cause;
}

void setScheduling(HistoryEvent &event, const Scheduling &scheduling) {
  event.payload = scheduling.input;
  event.timeoutSeconds = scheduling.timeoutSeconds;
  event.heartbeatSeconds = scheduling.heartbeatSeconds;
  event.roleArn = scheduling.roleArn;
}

} // namespace

void Writer::plain(Stamp stamp, Event type) { sink_->append(eventOf(stamp, type)); }

void Writer::executionStarted(Stamp stamp, Value input, std::string_view inputText,
                              std::string_view roleArn) {
  HistoryEvent event = eventOf(stamp, Event::ExecutionStarted);
  event.payload = input;
  event.inputText = inputText;
  event.roleArn = roleArn;
  sink_->append(event);
}

void Writer::executionSucceeded(Stamp stamp, Value output) {
  HistoryEvent event = eventOf(stamp, Event::ExecutionSucceeded);
  event.payload = output;
  sink_->append(event);
}

void Writer::failed(Stamp stamp, Event type, const Failure &failure) {
  HistoryEvent event = eventOf(stamp, type);
  setFailure(event, failure);
  sink_->append(event);
}

void Writer::stateEntered(Stamp stamp, uint32_t stateKind, std::string_view name, Value input) {
  HistoryEvent event = eventOf(stamp, entered(stateKind));
  event.name = name;
  event.payload = input;
  sink_->append(event);
}

void Writer::stateExited(Stamp stamp, uint32_t stateKind, std::string_view name, Value output,
                         std::span<const AssignedVariable> assigned) {
  HistoryEvent event = eventOf(stamp, exited(stateKind));
  event.name = name;
  event.payload = output;
  event.assigned = assigned;
  sink_->append(event);
}

void Writer::evaluationFailed(Stamp stamp, const Failure &failure,
                              std::optional<std::string_view> location, std::string_view state) {
  HistoryEvent event = eventOf(stamp, Event::EvaluationFailed);
  setFailure(event, failure);
  event.location = location;
  event.name = state;
  sink_->append(event);
}

void Writer::mapStateStarted(Stamp stamp, uint64_t length) {
  HistoryEvent event = eventOf(stamp, Event::MapStateStarted);
  event.number = length;
  sink_->append(event);
}

void Writer::mapIteration(Stamp stamp, Event type, std::string_view name, uint64_t index) {
  HistoryEvent event = eventOf(stamp, type);
  event.name = name;
  event.number = index;
  sink_->append(event);
}

void Writer::mapRunStarted(Stamp stamp, std::string_view mapRunArn) {
  HistoryEvent event = eventOf(stamp, Event::MapRunStarted);
  event.mapRunArn = mapRunArn;
  sink_->append(event);
}

void Writer::executionRedriven(Stamp stamp, uint32_t count) {
  HistoryEvent event = eventOf(stamp, Event::ExecutionRedriven);
  event.number = count;
  sink_->append(event);
}

void Writer::mapRunRedriven(Stamp stamp, std::string_view mapRunArn, uint32_t count) {
  HistoryEvent event = eventOf(stamp, Event::MapRunRedriven);
  event.mapRunArn = mapRunArn;
  event.number = count;
  sink_->append(event);
}

void Writer::taskScheduled(Stamp stamp, const TaskNames &names, std::string_view region,
                           const Scheduling &scheduling) {
  HistoryEvent event = eventOf(stamp, Event::TaskScheduled);
  setNames(event, names);
  event.region = region;
  setScheduling(event, scheduling);
  sink_->append(event);
}

void Writer::taskStarted(Stamp stamp, const TaskNames &names) {
  HistoryEvent event = eventOf(stamp, Event::TaskStarted);
  setNames(event, names);
  sink_->append(event);
}

void Writer::taskOutput(Stamp stamp, Event type, const TaskNames &names, Value output) {
  HistoryEvent event = eventOf(stamp, type);
  setNames(event, names);
  event.payload = output;
  sink_->append(event);
}

void Writer::taskFailed(Stamp stamp, Event type, const TaskNames &names, const Failure &failure) {
  HistoryEvent event = eventOf(stamp, type);
  setNames(event, names);
  setFailure(event, failure);
  sink_->append(event);
}

void Writer::workScheduled(Stamp stamp, Event type, std::string_view resource,
                           const Scheduling &scheduling) {
  HistoryEvent event = eventOf(stamp, type);
  event.resource = resource;
  setScheduling(event, scheduling);
  sink_->append(event);
}

void Writer::workSucceeded(Stamp stamp, Event type, Value output) {
  HistoryEvent event = eventOf(stamp, type);
  event.payload = output;
  sink_->append(event);
}

void Writer::activityStarted(Stamp stamp, std::optional<std::string_view> workerName) {
  HistoryEvent event = eventOf(stamp, Event::ActivityStarted);
  event.workerName = workerName;
  sink_->append(event);
}

} // namespace asl::history
