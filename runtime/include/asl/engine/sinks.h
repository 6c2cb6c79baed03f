// Where an execution reports its progress: the history sink (asl/engine/history.h) gets AWS's
// history events, the trace sink steps for people to read.
#pragma once

#include "asl/engine/history.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

enum class Status : uint8_t { Running, Succeeded, Failed, TimedOut, Aborted };
/// The status as DescribeExecution spells it: `RUNNING`, `SUCCEEDED`, ...
std::string_view statusName(Status status);

/// A step of an execution, as `--trace` prints it. Members that are not listed with its kind are
/// empty. Views are valid during TraceSink::event.
struct TraceEvent {
  enum class Kind : uint8_t {
    Entered, ///< a state was entered: `type`, `json` is its input
    Waits,   ///< a Wait state began to wait: `untilMs`
    Result,  ///< a task succeeded: `json` is its result
    Failed,  ///< the state failed: `error`, `cause`
    Retries, ///< the state will be tried again: `attempt` counts from 1, `untilMs`
    Ended    ///< the execution ended: `status`, `error`, `cause`; `json` is its output
  };
  Kind kind = Kind::Entered;
  int64_t timestampMs = 0; ///< since 1970, UTC
  /// The state, with its outer states and the indices of branches and items: `Check[0]/Reserve`.
  /// For Ended: the item, such as `Map[3]`, for a child execution of a distributed Map; else empty.
  std::string_view place;
  std::string_view type; ///< `Task`, `Parallel`, ...
  std::string json;
  std::optional<std::string_view> error, cause;
  uint32_t attempt = 0;
  int64_t untilMs = 0; ///< since 1970, UTC
  Status status = Status::Running;
};

/// Receives the steps of executions. Called on the shard's thread; must not block for long.
class TraceSink {
public:
  virtual ~TraceSink() = default;
  virtual void event(const TraceEvent &event) = 0;
};

} // namespace asl
