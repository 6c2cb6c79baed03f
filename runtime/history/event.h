// The types of history events, in the spelling of GetExecutionHistory.
#pragma once

#include <cstdint>
#include <string_view>

namespace asl::history {

/// Each type with the name of its details object, empty for types without one. See
/// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html.
// clang-format off
#define ASL_HISTORY_EVENTS(X) \
  X(ExecutionStarted, "executionStartedEventDetails") \
  X(ExecutionSucceeded, "executionSucceededEventDetails") \
  X(ExecutionFailed, "executionFailedEventDetails") \
  X(ExecutionAborted, "executionAbortedEventDetails") \
  X(ExecutionTimedOut, "executionTimedOutEventDetails") \
  X(PassStateEntered, "stateEnteredEventDetails") \
  X(TaskStateEntered, "stateEnteredEventDetails") \
  X(ChoiceStateEntered, "stateEnteredEventDetails") \
  X(WaitStateEntered, "stateEnteredEventDetails") \
  X(SucceedStateEntered, "stateEnteredEventDetails") \
  X(FailStateEntered, "stateEnteredEventDetails") \
  X(ParallelStateEntered, "stateEnteredEventDetails") \
  X(MapStateEntered, "stateEnteredEventDetails") X(PassStateExited, "stateExitedEventDetails") \
  X(TaskStateExited, "stateExitedEventDetails") X(ChoiceStateExited, "stateExitedEventDetails") \
  X(WaitStateExited, "stateExitedEventDetails") X(SucceedStateExited, "stateExitedEventDetails") \
  X(FailStateExited, "stateExitedEventDetails") \
  X(ParallelStateExited, "stateExitedEventDetails") X(MapStateExited, "stateExitedEventDetails") \
  X(TaskStateAborted, "") X(WaitStateAborted, "") X(ParallelStateAborted, "") \
  X(MapStateAborted, "") X(ParallelStateStarted, "") X(ParallelStateSucceeded, "") \
  X(ParallelStateFailed, "") X(MapStateStarted, "mapStateStartedEventDetails") \
  X(MapStateSucceeded, "") X(MapStateFailed, "") \
  X(MapIterationStarted, "mapIterationStartedEventDetails") \
  X(MapIterationSucceeded, "mapIterationSucceededEventDetails") \
  X(MapIterationFailed, "mapIterationFailedEventDetails") \
  X(MapIterationAborted, "mapIterationAbortedEventDetails") \
  X(MapRunStarted, "mapRunStartedEventDetails") X(MapRunSucceeded, "") \
  X(MapRunFailed, "mapRunFailedEventDetails") X(MapRunAborted, "") \
  X(EvaluationFailed, "evaluationFailedEventDetails") \
  X(TaskScheduled, "taskScheduledEventDetails") X(TaskStarted, "taskStartedEventDetails") \
  X(TaskSubmitted, "taskSubmittedEventDetails") X(TaskSucceeded, "taskSucceededEventDetails") \
  X(TaskFailed, "taskFailedEventDetails") X(TaskStartFailed, "taskStartFailedEventDetails") \
  X(TaskSubmitFailed, "taskSubmitFailedEventDetails") \
  X(TaskTimedOut, "taskTimedOutEventDetails") \
  X(LambdaFunctionScheduled, "lambdaFunctionScheduledEventDetails") X(LambdaFunctionStarted, "") \
  X(LambdaFunctionSucceeded, "lambdaFunctionSucceededEventDetails") \
  X(LambdaFunctionFailed, "lambdaFunctionFailedEventDetails") \
  X(LambdaFunctionScheduleFailed, "lambdaFunctionScheduleFailedEventDetails") \
  X(LambdaFunctionStartFailed, "lambdaFunctionStartFailedEventDetails") \
  X(LambdaFunctionTimedOut, "lambdaFunctionTimedOutEventDetails") \
  X(ActivityScheduled, "activityScheduledEventDetails") \
  X(ActivityStarted, "activityStartedEventDetails") \
  X(ActivitySucceeded, "activitySucceededEventDetails") \
  X(ActivityFailed, "activityFailedEventDetails") \
  X(ActivityScheduleFailed, "activityScheduleFailedEventDetails") \
  X(ActivityTimedOut, "activityTimedOutEventDetails")
// clang-format on

enum class Event : uint8_t {
#define ASL_HISTORY_EVENT(name, details) name,
  ASL_HISTORY_EVENTS(ASL_HISTORY_EVENT)
#undef ASL_HISTORY_EVENT
};

/// `PassStateEntered`, ... The view is always valid.
std::string_view typeName(Event event);
/// `stateEnteredEventDetails`, ..., or empty. The view is always valid.
std::string_view detailsKey(Event event);

/// The Entered and Exited types of an asl_state_kind.
inline Event entered(uint32_t stateKind) {
  return static_cast<Event>(static_cast<uint32_t>(Event::PassStateEntered) + stateKind);
}
inline Event exited(uint32_t stateKind) {
  return static_cast<Event>(static_cast<uint32_t>(Event::PassStateExited) + stateKind);
}

} // namespace asl::history
