// The details of events as JSON text, with the members that GetExecutionHistory gives each type.
#include "runtime/history/details.h"
#include "runtime/history/event.h"

namespace asl {
namespace {

using history::Details;
using history::DetailsKind;

std::string failure(const HistoryEvent &event) {
  return Details().textIfAny("error", event.error).textIfAny("cause", event.cause).finish();
}

/// The limits and the role of a task, after its request.
std::string finishScheduled(Details &details, const HistoryEvent &event) {
  if (event.timeoutSeconds)
    details.number("timeoutInSeconds", *event.timeoutSeconds);
  if (event.heartbeatSeconds)
    details.number("heartbeatInSeconds", *event.heartbeatSeconds);
  if (event.roleArn)
    details.json("taskCredentials", Details().text("roleArn", *event.roleArn).finish());
  return details.finish();
}

std::string executionStarted(const HistoryEvent &event) {
  return Details()
      .payloadWithDetails("input", event.inputText)
      .text("roleArn", event.roleArn.value_or(""))
      .finish();
}

std::string stateExited(const HistoryEvent &event) {
  Details details;
  details.text("name", event.name).payloadWithDetails("output", event.payload);
  if (event.assigned.empty())
    return details.finish();
  Details assigned;
  for (const AssignedVariable &variable : event.assigned)
    assigned.payload(variable.name, variable.value);
  return details.json("assignedVariables", assigned.finish())
      .json("assignedVariablesDetails", R"({"truncated":false})")
      .finish();
}

std::string taskScheduled(const HistoryEvent &event) {
  Details details;
  details.text("resourceType", event.resourceType)
      .text("resource", event.resource)
      .text("region", event.region)
      .payload("parameters", event.payload);
  return finishScheduled(details, event);
}

std::string workScheduled(const HistoryEvent &event) {
  Details details;
  details.text("resource", event.resource).payloadWithDetails("input", event.payload);
  return finishScheduled(details, event);
}

/// Details of a Task event: the service and its action, then what happened.
std::string taskEvent(const HistoryEvent &event) {
  Details details;
  details.text("resourceType", event.resourceType).text("resource", event.resource);
  if (!isUndefined(event.payload))
    details.payloadWithDetails("output", event.payload);
  return details.textIfAny("error", event.error).textIfAny("cause", event.cause).finish();
}

std::string iteration(const HistoryEvent &event) {
  return Details()
      .text("name", event.name)
      .number("index", static_cast<int64_t>(event.number))
      .finish();
}

} // namespace

std::string HistoryEvent::detailsJson() const {
  switch (history::detailsKind(type)) {
  case DetailsKind::none:
    return {};
  case DetailsKind::executionStarted:
    return executionStarted(*this);
  case DetailsKind::executionSucceeded:
  case DetailsKind::lambdaFunctionSucceeded:
  case DetailsKind::activitySucceeded:
    return Details().payloadWithDetails("output", payload).finish();
  case DetailsKind::stateEntered:
    return Details().text("name", name).payloadWithDetails("input", payload).finish();
  case DetailsKind::stateExited:
    return stateExited(*this);
  case DetailsKind::mapStateStarted:
    return Details().number("length", static_cast<int64_t>(number)).finish();
  case DetailsKind::mapIterationStarted:
  case DetailsKind::mapIterationSucceeded:
  case DetailsKind::mapIterationFailed:
  case DetailsKind::mapIterationAborted:
    return iteration(*this);
  case DetailsKind::mapRunStarted:
    return Details().text("mapRunArn", mapRunArn).finish();
  case DetailsKind::executionRedriven:
    return Details().number("redriveCount", static_cast<int64_t>(number)).finish();
  case DetailsKind::mapRunRedriven:
    return Details()
        .text("mapRunArn", mapRunArn)
        .number("redriveCount", static_cast<int64_t>(number))
        .finish();
  case DetailsKind::evaluationFailed:
    return Details()
        .textIfAny("error", error)
        .textIfAny("cause", cause)
        .textIfAny("location", location)
        .text("state", name)
        .finish();
  case DetailsKind::taskScheduled:
    return taskScheduled(*this);
  case DetailsKind::lambdaFunctionScheduled:
  case DetailsKind::activityScheduled:
    return workScheduled(*this);
  case DetailsKind::taskStarted:
  case DetailsKind::taskSubmitted:
  case DetailsKind::taskSucceeded:
  case DetailsKind::taskFailed:
  case DetailsKind::taskStartFailed:
  case DetailsKind::taskSubmitFailed:
  case DetailsKind::taskTimedOut:
    return taskEvent(*this);
  case DetailsKind::activityStarted:
    return Details().textIfAny("workerName", workerName).finish();
  default:
    return failure(*this);
  }
}

} // namespace asl
