// What observers see of executions: copies of events that outlive the execution's heap.
#pragma once

#include "asl/engine/history.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asl::observe {

/// The level of a machine's loggingConfiguration. A greater level logs more.
enum class LogLevel : uint8_t { Off, Fatal, Error, All };

/// `ALL`, `ERROR`, `FATAL`; anything else is Off.
LogLevel logLevelOf(std::string_view name);

/// What the executions of a machine have in common. Does not change.
struct Machine {
  std::string arn;    ///< of the state machine
  std::string prefix; ///< `arn:aws:states:us-east-1:123456789012:`
  std::string name, account, region;
  std::string version, alias; ///< through which executions were started; else empty
  bool express = false;
  LogLevel level = LogLevel::Off;
  bool logsData = false; ///< includeExecutionData

  /// Sets account and region from `prefix`.
  void readPrefix();
};

/// An execution. Does not change.
struct Subject {
  std::shared_ptr<const Machine> machine;
  std::string arn;         ///< of the execution
  std::string mapRunArn{}; ///< of a child of a distributed Map; else empty
  /// The trace header from its start or from its parent; empty when there is none.
  std::string trace{};
  uint64_t execution = 0; ///< its number in the journal; 0 when it is not kept there
  bool express = false;   ///< also a child of that type
  bool isResumed = false; ///< it began in an earlier process, or is redriven
};

/// A copy of a HistoryEvent.
struct Event {
  uint64_t id = 0, previousId = 0;
  int64_t timestampMs = 0;
  EventType type = EventType::ExecutionStarted;
  std::string name;     ///< of the state
  std::string resource; ///< of a task: a function's or an activity's ARN, or `sendMessage`
  std::string resourceType;
  std::optional<std::string> error, cause;
  std::optional<int64_t> timeoutSeconds, heartbeatSeconds;
  uint64_t number = 0; ///< as in HistoryEvent
  /// The details as GetExecutionHistory shows them; empty when not wanted or when there are none.
  std::string details;
  bool hasData = false; ///< `details` holds payloads
};

/// How much of an event a consumer needs.
enum class Wanted : uint8_t { Nothing, Facts, Details, Data };

Event copyOf(const HistoryEvent &event, Wanted wanted);

/// Whether an event ends its execution.
bool isEnd(EventType type);

} // namespace asl::observe
