// From what an event ended to spans.
#include "runtime/observe/trace_writer.h"

#include "runtime/observe/trace_context.h"

namespace asl::observe {

namespace {

constexpr size_t mostMessageBytes = 1024;

/// Whether an event says that something went wrong.
bool isFailure(EventType type) {
  std::string_view name = typeName(type);
  return name.ends_with("Failed") || name.ends_with("TimedOut") || name.ends_with("Aborted");
}

void setError(Span &span, const Event &event) {
  std::string name = event.error.value_or(std::string(typeName(event.type)));
  span.attributes.emplace_back("error.type", name);
  std::string message = event.cause ? name + ": " + *event.cause : name;
  if (message.size() > mostMessageBytes)
    message.resize(mostMessageBytes);
  span.error = std::move(message);
}

void setEnd(Span &span, const Event &event, bool isOwn) {
  span.endMs = std::max(span.startMs, event.timestampMs);
  if (isOwn && isFailure(event.type))
    setError(span, event);
  else
    span.isOk = isOwn;
}

std::string statusName(EventType type) {
  switch (type) {
  case EventType::ExecutionSucceeded:
    return "SUCCEEDED";
  case EventType::ExecutionFailed:
    return "FAILED";
  case EventType::ExecutionTimedOut:
    return "TIMED_OUT";
  default:
    return "ABORTED";
  }
}

Span executionSpan(const Observed &of, const Event &event, const task::TraceContext &trace) {
  const Subject &subject = of.subject;
  Span span;
  span.id = spanId(subject.arn, 0, of.redrives);
  span.parent = trace.parent;
  span.name = subject.machine->name;
  span.kind = Span::Kind::Server;
  span.startMs = of.startMs == 0 ? event.timestampMs : of.startMs;
  span.attributes = {{"aws.step_functions.state_machine.arn", subject.machine->arn},
                     {"aws.step_functions.execution.arn", subject.arn},
                     {"aws.step_functions.execution.status", statusName(event.type)},
                     {"cloud.account.id", subject.machine->account},
                     {"cloud.region", subject.machine->region}};
  if (of.redrives != 0) {
    span.attributes.emplace_back("aws.step_functions.execution.redrive_count",
                                 static_cast<int64_t>(of.redrives));
    span.goesOnFrom = spanId(subject.arn, 0, of.redrives - 1);
  }
  if (!subject.mapRunArn.empty())
    span.attributes.emplace_back("aws.step_functions.map_run.arn", subject.mapRunArn);
  setEnd(span, event, true);
  return span;
}

Span stateSpan(const Observed &of, const Event &event, const OpenState &state, bool isOwn) {
  Span span;
  span.id = spanId(of.subject.arn, state.id);
  span.parent = state.outer != 0 ? spanId(of.subject.arn, state.outer)
                                 : spanId(of.subject.arn, 0, of.redrives);
  span.name = state.name;
  span.startMs = state.enteredMs;
  span.attributes = {{"aws.step_functions.state.name", state.name},
                     {"aws.step_functions.state.type", state.type}};
  if (state.iteration)
    span.attributes.emplace_back("aws.step_functions.map.index",
                                 static_cast<int64_t>(*state.iteration));
  setEnd(span, event, isOwn);
  return span;
}

Span taskSpan(const Observed &of, const Event &event, const OpenTask &task, bool isOwn) {
  Span span;
  span.id = spanId(of.subject.arn, task.id);
  span.parent =
      task.state != 0 ? spanId(of.subject.arn, task.state) : spanId(of.subject.arn, 0, of.redrives);
  span.kind = Span::Kind::Client;
  span.startMs = task.scheduledMs;
  switch (task.kind) {
  case OpenTask::Kind::Service:
    span.name = task.resourceType + ':' + task.resource;
    span.attributes = {{"rpc.system", std::string("aws-api")},
                       {"rpc.service", task.resourceType},
                       {"rpc.method", task.resource}};
    break;
  case OpenTask::Kind::Lambda:
    span.name = task.resource;
    span.attributes = {{"aws.lambda.invoked_arn", task.resource}};
    break;
  case OpenTask::Kind::Activity:
    span.name = task.resource;
    span.attributes = {{"aws.step_functions.activity.arn", task.resource}};
    break;
  }
  if (task.startedMs)
    span.attributes.emplace_back("aws.step_functions.task.queued_ms",
                                 *task.startedMs - task.scheduledMs);
  setEnd(span, event, isOwn);
  return span;
}

} // namespace

std::vector<Span> spansOf(const Observed &of, const Event &event, const Step &step) {
  bool ends = isEnd(event.type);
  if (!ends && step.left.empty() && step.ended.empty())
    return {};
  task::TraceContext trace = traceOf(of.subject.trace, of.subject.arn);
  if (!trace.isSampled)
    return {};
  std::vector<Span> spans;
  // What was ended from outside did neither succeed nor fail.
  for (const OpenTask &task : step.ended)
    spans.push_back(taskSpan(of, event, task, step.left.empty() && !ends));
  for (size_t i = 0; i < step.left.size(); ++i) {
    // The last one is the state that the event is about. A failure ends all that are open.
    bool isOwn = ends ? isFailure(event.type) : i + 1 == step.left.size();
    spans.push_back(stateSpan(of, event, step.left[i], isOwn));
  }
  if (ends)
    spans.push_back(executionSpan(of, event, trace));
  for (Span &span : spans)
    span.traceId = trace.traceId;
  return spans;
}

void TraceWriter::take(const Observed &of, const Event &event, const Step &step) {
  for (const Span &span : spansOf(of, event, step))
    queue_.push(spanJson(span));
}

} // namespace asl::observe
