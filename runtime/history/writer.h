// Writes the events of an execution to its sink. One function for each family of events.
#pragma once

#include "asl/engine/history.h"
#include "runtime/history/event.h"
#include "runtime/value/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asl::history {

/// The fields of every event. The execution counts ids, with or without a sink.
struct Stamp {
  uint64_t id = 0;
  uint64_t previous = 0;
  int64_t timestampMs = 0;
};

/// Error and cause of an event; absent when unknown.
struct Failure {
  std::optional<std::string_view> error;
  std::optional<std::string_view> cause;
};

/// `resourceType` and `resource` of Task events.
struct TaskNames {
  std::string_view resourceType;
  std::string_view resource;
};

/// The details of `...Scheduled` events, besides the resource.
struct Scheduling {
  Value input; ///< the request
  std::optional<int64_t> timeoutSeconds;
  std::optional<int64_t> heartbeatSeconds;
  std::optional<std::string_view> roleArn; ///< from Credentials
};

/// Passes events to the sink, one per call; keeps nothing.
class Writer {
public:
  Writer() = default; ///< without a sink
  explicit Writer(HistorySink &sink) : sink_(&sink) {}
  /// Whether there is a sink. The other members may be called only then.
  bool isSet() const { return sink_ != nullptr; }

  /// An event without details.
  void plain(Stamp stamp, Event event);
  /// `inputText` is the input as the caller wrote it.
  void executionStarted(Stamp stamp, Value input, std::string_view inputText,
                        std::string_view roleArn);
  void executionSucceeded(Stamp stamp, Value output);
  /// For events that have only error and cause: ExecutionFailed, LambdaFunctionTimedOut,
  /// MapRunFailed, ...
  void failed(Stamp stamp, Event event, const Failure &failure);
  void stateEntered(Stamp stamp, uint32_t stateKind, std::string_view name, Value input);
  void stateExited(Stamp stamp, uint32_t stateKind, std::string_view name, Value output,
                   std::span<const AssignedVariable> assigned);
  void evaluationFailed(Stamp stamp, const Failure &failure,
                        std::optional<std::string_view> location, std::string_view state);
  void mapStateStarted(Stamp stamp, uint64_t length);
  void mapIteration(Stamp stamp, Event event, std::string_view name, uint64_t index);
  void mapRunStarted(Stamp stamp, std::string_view mapRunArn);
  /// `count`: how often it was redriven, this time included.
  void executionRedriven(Stamp stamp, uint32_t count);
  void mapRunRedriven(Stamp stamp, std::string_view mapRunArn, uint32_t count);

  void taskScheduled(Stamp stamp, const TaskNames &names, std::string_view region,
                     const Scheduling &scheduling);
  void taskStarted(Stamp stamp, const TaskNames &names);
  /// For TaskSubmitted and TaskSucceeded.
  void taskOutput(Stamp stamp, Event event, const TaskNames &names, Value output);
  /// For TaskFailed, TaskStartFailed, TaskSubmitFailed and TaskTimedOut.
  void taskFailed(Stamp stamp, Event event, const TaskNames &names, const Failure &failure);
  /// For LambdaFunctionScheduled and ActivityScheduled.
  void workScheduled(Stamp stamp, Event event, std::string_view resource,
                     const Scheduling &scheduling);
  /// For LambdaFunctionSucceeded and ActivitySucceeded.
  void workSucceeded(Stamp stamp, Event event, Value output);
  void activityStarted(Stamp stamp, std::optional<std::string_view> workerName);

private:
  HistorySink *sink_ = nullptr;
};

} // namespace asl::history
