// Writes the events of one execution to its sink: one function for each family of events.
#pragma once

#include "asl/engine/sinks.h"
#include "runtime/history/event.h"
#include "runtime/value/value.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::history {

/// What every event has. Ids are counted by the execution, whether or not somebody listens.
struct Stamp {
  uint64_t id = 0;
  uint64_t previous = 0;
  int64_t timestampMs = 0;
};

/// Error and cause as events show them: absent when unknown.
struct Failure {
  std::optional<std::string_view> error;
  std::optional<std::string_view> cause;
};

/// `resourceType` and `resource` of Task events.
struct TaskNames {
  std::string_view resourceType;
  std::string_view resource;
};

/// What `...Scheduled` events show beside the resource.
struct Scheduling {
  Value input; ///< the request
  std::optional<int64_t> timeoutSeconds;
  std::optional<int64_t> heartbeatSeconds;
  std::optional<std::string_view> roleArn; ///< Credentials
};

/// The open history of one execution. Nothing is kept: each call hands one event to the sink.
class Writer {
public:
  explicit Writer(HistorySink &sink) : sink_(sink) {}

  /// An event without details.
  void plain(Stamp stamp, Event event);
  void executionStarted(Stamp stamp, std::string_view input, std::string_view roleArn);
  void executionSucceeded(Stamp stamp, std::string_view output);
  /// Events that show error and cause only: ExecutionFailed, LambdaFunctionTimedOut, MapRunFailed,
  /// ...
  void failed(Stamp stamp, Event event, const Failure &failure);
  void stateEntered(Stamp stamp, uint32_t stateKind, std::string_view name, Value input);
  /// `assigned`: JSON object of variable name -> JSON text; empty when nothing was assigned.
  void stateExited(Stamp stamp, uint32_t stateKind, std::string_view name, Value output,
                   std::string_view assigned);
  void evaluationFailed(Stamp stamp, const Failure &failure,
                        std::optional<std::string_view> location, std::string_view state);
  void mapStateStarted(Stamp stamp, uint64_t length);
  void mapIteration(Stamp stamp, Event event, std::string_view name, uint64_t index);
  void mapRunStarted(Stamp stamp, std::string_view mapRunArn);

  void taskScheduled(Stamp stamp, const TaskNames &names, std::string_view region,
                     const Scheduling &scheduling);
  void taskStarted(Stamp stamp, const TaskNames &names);
  /// TaskSubmitted, TaskSucceeded.
  void taskOutput(Stamp stamp, Event event, const TaskNames &names, Value output);
  /// TaskFailed, TaskStartFailed, TaskSubmitFailed, TaskTimedOut.
  void taskFailed(Stamp stamp, Event event, const TaskNames &names, const Failure &failure);
  /// LambdaFunctionScheduled, ActivityScheduled.
  void workScheduled(Stamp stamp, Event event, std::string_view resource,
                     const Scheduling &scheduling);
  /// LambdaFunctionSucceeded, ActivitySucceeded.
  void workSucceeded(Stamp stamp, Event event, Value output);
  void activityStarted(Stamp stamp, std::optional<std::string_view> workerName);

private:
  void append(Stamp stamp, Event event, std::string details);
  HistorySink &sink_;
};

} // namespace asl::history
