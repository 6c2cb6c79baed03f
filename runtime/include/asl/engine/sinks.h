// Where an execution reports its progress: the history sink gets AWS's history events, the trace
// sink steps for people to read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

enum class Status : uint8_t { Running, Succeeded, Failed, TimedOut, Aborted };
/// The status as DescribeExecution spells it: `RUNNING`, `SUCCEEDED`, ...
std::string_view statusName(Status status);

/// A history event. Valid during HistorySink::append; copy what you keep.
struct HistoryEvent {
  uint64_t id = 0;         ///< counts from 1 within an execution
  uint64_t previousId = 0; ///< id of the event that this one follows; 0: none
  int64_t timestampMs = 0; ///< since 1970, UTC
  std::string_view type;   ///< `TaskScheduled`, ...
  std::string_view
      detailsKey;      ///< `taskScheduledEventDetails`, ...; empty when the type has no details
  std::string details; ///< JSON text of the details object; empty when the type has none
};

/// Receives the events of one execution, in order of id. Called on the shard's thread; must not
/// block for long, since it holds up all executions of the shard. An execution without a sink
/// counts its events but does not build them.
class HistorySink {
public:
  virtual ~HistorySink() = default;
  virtual void append(const HistoryEvent &event) = 0;
};

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
