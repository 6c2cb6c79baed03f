// Execution status change events in the form of EventBridge. See
// https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace asl::observe {

/// A change of an execution's status, with what DescribeExecution returned right after it.
struct StatusChange {
  uint64_t seq = 0; ///< of the journal's row; the same for repeated deliveries
  /// The row has a second change: the execution started, or was redriven, and ended at once.
  bool isFirstOfTwo = false;
  std::string account, region;
  std::string executionArn, stateMachineArn, name;
  std::string status;              ///< `RUNNING`, `SUCCEEDED`, ...
  int64_t startMs = 0, timeMs = 0; ///< since 1970, UTC
  std::optional<int64_t> stopMs, redriveMs;
  std::string input; ///< JSON text
  std::optional<std::string> output, error, cause;
  std::string versionArn, aliasArn; ///< empty when it was started without one
  uint64_t redrives = 0;
  std::string redriveStatus, redriveReason; ///< `redriveReason` is empty when there is none
};

/// The event as one line of JSON, without a line break.
std::string statusEvent(const StatusChange &change);

/// The event's `id`: a UUID derived from the execution and the row, so that receivers can recognise
/// duplicates.
std::string eventId(const StatusChange &change);

} // namespace asl::observe
