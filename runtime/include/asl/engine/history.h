// The events of an execution's history. They are typed and refer to payloads as values: text is
// made only on request.
#pragma once

#include "asl/abi/values.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asl {

/// Each type of event with the kind of its details (`none`: it has no details). See
/// https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html.
/// Saved events hold the numbers of types: new ones come last.
// clang-format off
#define ASL_HISTORY_EVENTS(X) \
  X(ExecutionStarted, executionStarted) X(ExecutionSucceeded, executionSucceeded) \
  X(ExecutionFailed, executionFailed) X(ExecutionAborted, executionAborted) \
  X(ExecutionTimedOut, executionTimedOut) X(PassStateEntered, stateEntered) \
  X(TaskStateEntered, stateEntered) X(ChoiceStateEntered, stateEntered) \
  X(WaitStateEntered, stateEntered) X(SucceedStateEntered, stateEntered) \
  X(FailStateEntered, stateEntered) X(ParallelStateEntered, stateEntered) \
  X(MapStateEntered, stateEntered) X(PassStateExited, stateExited) \
  X(TaskStateExited, stateExited) X(ChoiceStateExited, stateExited) \
  X(WaitStateExited, stateExited) X(SucceedStateExited, stateExited) \
  X(FailStateExited, stateExited) X(ParallelStateExited, stateExited) \
  X(MapStateExited, stateExited) X(TaskStateAborted, none) X(WaitStateAborted, none) \
  X(ParallelStateAborted, none) X(MapStateAborted, none) X(ParallelStateStarted, none) \
  X(ParallelStateSucceeded, none) X(ParallelStateFailed, none) \
  X(MapStateStarted, mapStateStarted) X(MapStateSucceeded, none) X(MapStateFailed, none) \
  X(MapIterationStarted, mapIterationStarted) X(MapIterationSucceeded, mapIterationSucceeded) \
  X(MapIterationFailed, mapIterationFailed) X(MapIterationAborted, mapIterationAborted) \
  X(MapRunStarted, mapRunStarted) X(MapRunSucceeded, none) X(MapRunFailed, mapRunFailed) \
  X(MapRunAborted, none) X(EvaluationFailed, evaluationFailed) X(TaskScheduled, taskScheduled) \
  X(TaskStarted, taskStarted) X(TaskSubmitted, taskSubmitted) X(TaskSucceeded, taskSucceeded) \
  X(TaskFailed, taskFailed) X(TaskStartFailed, taskStartFailed) \
  X(TaskSubmitFailed, taskSubmitFailed) X(TaskTimedOut, taskTimedOut) \
  X(LambdaFunctionScheduled, lambdaFunctionScheduled) X(LambdaFunctionStarted, none) \
  X(LambdaFunctionSucceeded, lambdaFunctionSucceeded) \
  X(LambdaFunctionFailed, lambdaFunctionFailed) \
  X(LambdaFunctionScheduleFailed, lambdaFunctionScheduleFailed) \
  X(LambdaFunctionStartFailed, lambdaFunctionStartFailed) \
  X(LambdaFunctionTimedOut, lambdaFunctionTimedOut) X(ActivityScheduled, activityScheduled) \
  X(ActivityStarted, activityStarted) X(ActivitySucceeded, activitySucceeded) \
  X(ActivityFailed, activityFailed) X(ActivityScheduleFailed, activityScheduleFailed) \
  X(ActivityTimedOut, activityTimedOut) X(ExecutionRedriven, executionRedriven) \
  X(MapRunRedriven, mapRunRedriven)

/// The kinds of details. The key of each in an event is its name and `EventDetails`.
#define ASL_HISTORY_DETAILS(X) \
  X(executionStarted) X(executionSucceeded) X(executionFailed) X(executionAborted) \
  X(executionTimedOut) X(stateEntered) X(stateExited) X(mapStateStarted) \
  X(mapIterationStarted) X(mapIterationSucceeded) X(mapIterationFailed) X(mapIterationAborted) \
  X(mapRunStarted) X(mapRunFailed) X(evaluationFailed) X(taskScheduled) \
  X(taskStarted) X(taskSubmitted) X(taskSucceeded) X(taskFailed) \
  X(taskStartFailed) X(taskSubmitFailed) X(taskTimedOut) X(lambdaFunctionScheduled) \
  X(lambdaFunctionSucceeded) X(lambdaFunctionFailed) X(lambdaFunctionScheduleFailed) X(lambdaFunctionStartFailed) \
  X(lambdaFunctionTimedOut) X(activityScheduled) X(activityStarted) X(activitySucceeded) \
  X(activityFailed) X(activityScheduleFailed) X(activityTimedOut) X(executionRedriven) \
  X(mapRunRedriven)
// clang-format on

enum class EventType : uint8_t {
#define ASL_HISTORY_EVENT(name, details) name,
  ASL_HISTORY_EVENTS(ASL_HISTORY_EVENT)
#undef ASL_HISTORY_EVENT
};

/// `TaskScheduled`, ... The view is always valid.
std::string_view typeName(EventType type);
/// `taskScheduledEventDetails`, ..., or empty for types without details. The view is always valid.
std::string_view detailsKey(EventType type);

/// A variable that Assign of an Exited event has set.
struct AssignedVariable {
  std::string_view name;
  asl_value value;
};

/// An event. What it refers to is valid during HistorySink::append; copy what you keep
/// (`detailsJson`). Members that its type does not have are empty.
struct HistoryEvent {
  uint64_t id = 0;         ///< counts from 1 within an execution
  uint64_t previousId = 0; ///< id of the event that led to this one; 0 when there is none
  int64_t timestampMs = 0; ///< since 1970, UTC
  EventType type = EventType::ExecutionStarted;

  asl_value payload{};        ///< input, output or parameters; ASL_UNDEFINED when there is none
  std::string_view inputText; ///< ExecutionStarted: the input as it was given
  std::string_view name;      ///< of the state
  std::string_view resourceType, resource, region;
  std::string_view mapRunArn;
  std::optional<std::string_view> error, cause;
  std::optional<std::string_view> location; ///< EvaluationFailed: the field
  std::optional<std::string_view> roleArn;  ///< of the execution, or of the task's Credentials
  std::optional<std::string_view> workerName;
  std::optional<int64_t> timeoutSeconds, heartbeatSeconds;
  uint64_t number = 0; ///< `index` of an iteration, `length` of a Map, `redriveCount`
  std::span<const AssignedVariable> assigned;

  /// The details object as JSON text; empty for types without details.
  std::string detailsJson() const;
};

/// Receives the events of one execution, in order of id. Called on the shard's thread; must not
/// block for long, since it holds up all executions of the shard. An execution without a sink
/// counts its events but does not build them.
class HistorySink {
public:
  virtual ~HistorySink() = default;
  virtual void append(const HistoryEvent &event) = 0;
  /// Called when the values of the execution have been moved or freed: addresses of earlier
  /// payloads are no longer valid.
  virtual void valuesMoved() {}
};

/// A sink that is owned by its execution and learns when its events are durable. Called on the
/// shard's thread, as a HistorySink is.
class ExecutionObserver : public HistorySink {
public:
  /// Called when the events so far are passed to the journal. The returned function is called on
  /// the shard's thread when they are durable, and must not block; it may be empty. Never called
  /// for an execution whose events are not kept in a journal.
  virtual std::function<void()> handIn() { return {}; }
  /// The X-Ray trace header for calls by the execution's tasks; empty when the execution is not
  /// traced.
  virtual std::string traceHeader() const { return {}; }
  /// True if the observer keeps no state of the execution, so that a new observer can take its
  /// place when the execution goes on. Only then can a sleeping execution leave memory.
  virtual bool mayBeReplaced() const { return false; }
  /// The observer of a child execution of a distributed Map; null when its events are not wanted.
  virtual std::shared_ptr<ExecutionObserver> child(std::string_view executionArn,
                                                   std::string_view mapRunArn, bool express) = 0;
};

} // namespace asl
