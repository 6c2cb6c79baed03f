// Types of Task events, by family of resource and phase of failure.
#include "runtime/states/task_events.h"

#include "runtime/exec/arn.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"

namespace asl::states {

using namespace exec;

using history::Event;
using task::FailedAt;

history::Writer *TaskEvents::next(history::Stamp &stamp) {
  Execution &execution = *frame_.execution;
  uint32_t id = execution.nextEvent();
  history::Writer *events = execution.writer();
  if (events)
    stamp = execution.stamp(id, frame_.lastEvent);
  frame_.lastEvent = id;
  return events;
}

void TaskEvents::scheduled(const history::Scheduling &scheduling) {
  history::Stamp stamp;
  history::Writer *events = next(stamp);
  if (!events)
    return;
  if (isService())
    events->taskScheduled(stamp, names(), exec::regionOf(frame_.execution->arnPrefix()),
                          scheduling);
  else
    events->workScheduled(stamp,
                          isActivity() ? Event::ActivityScheduled : Event::LambdaFunctionScheduled,
                          resource_.text, scheduling);
}

void TaskEvents::started(const std::optional<std::string> &workerName) {
  history::Stamp stamp;
  history::Writer *events = next(stamp);
  if (!events)
    return;
  if (isService())
    events->taskStarted(stamp, names());
  else if (isActivity())
    events->activityStarted(stamp, workerName);
  else
    events->plain(stamp, Event::LambdaFunctionStarted);
}

void TaskEvents::submitted(Value output) {
  history::Stamp stamp;
  if (history::Writer *events = next(stamp))
    events->taskOutput(stamp, Event::TaskSubmitted, names(), output);
}

void TaskEvents::succeeded(Value output) {
  history::Stamp stamp;
  history::Writer *events = next(stamp);
  if (!events)
    return;
  if (isService())
    events->taskOutput(stamp, Event::TaskSucceeded, names(), output);
  else
    events->workSucceeded(
        stamp, isActivity() ? Event::ActivitySucceeded : Event::LambdaFunctionSucceeded, output);
}

void TaskEvents::failure(Event event, const history::Failure &failure) {
  history::Stamp stamp;
  history::Writer *events = next(stamp);
  if (!events)
    return;
  if (isService())
    events->taskFailed(stamp, event, names(), failure);
  else
    events->failed(stamp, event, failure);
}

void TaskEvents::failed(FailedAt at, const history::Failure &why) {
  Event event;
  if (isService())
    event = at == FailedAt::Run      ? Event::TaskFailed
            : at == FailedAt::Submit ? Event::TaskSubmitFailed
                                     : Event::TaskStartFailed;
  else if (isActivity())
    event = at == FailedAt::Schedule ? Event::ActivityScheduleFailed : Event::ActivityFailed;
  else
    event = at == FailedAt::Schedule ? Event::LambdaFunctionScheduleFailed
            : at == FailedAt::Start  ? Event::LambdaFunctionStartFailed
                                     : Event::LambdaFunctionFailed;
  failure(event, why);
}

void TaskEvents::timedOut() {
  failure(isService()    ? Event::TaskTimedOut
          : isActivity() ? Event::ActivityTimedOut
                         : Event::LambdaFunctionTimedOut,
          {"States.Timeout", std::nullopt});
}

} // namespace asl::states
