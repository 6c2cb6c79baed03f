// Where an execution reports what happens in it: its history, and a trace for people.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl {

enum class Status : uint8_t { Running, Succeeded, Failed, TimedOut, Aborted };
/// `RUNNING`, `SUCCEEDED`, ...: as DescribeExecution spells it.
std::string_view statusName(Status status);

/// A history event, once written. `details` is the JSON text of the detail object under
/// `detailsKey`
/// (`taskScheduledEventDetails`), empty when the type has none. Times are ms since 1970 UTC.
struct HistoryEvent {
  uint64_t id = 0;
  uint64_t previousId = 0;
  int64_t timestampMs = 0;
  std::string_view type;
  std::string_view detailsKey;
  std::string details;
};

/// Where events go. Called on the shard's thread, in order of id; must not block long. An execution
/// without a sink builds no events (they are only counted).
class HistorySink {
public:
  virtual ~HistorySink() = default;
  virtual void append(const HistoryEvent &event) = 0;
};

/// A step of an execution, for people who follow it (`--trace`). Members that are not named with
/// its kind are empty; views are valid during the call.
struct TraceEvent {
  enum class Kind : uint8_t {
    Entered, ///< a state was entered: `type`, `json` is its input
    Waits,   ///< a Wait state waits: `untilMs`
    Result,  ///< a task has succeeded: `json` is its result
    Failed,  ///< the state's work failed: `error`, `cause`
    Retries, ///< the state is tried again: `attempt` from 1, `untilMs`
    Ended    ///< the execution is over: `status`, `error`, `cause`; `json` is its output
  };
  Kind kind = Kind::Entered;
  int64_t timestampMs = 0;
  /// The state with those around it and the numbers of branches and items: `Check[0]/Reserve`. At
  /// the end of a distributed Map's child, the child: `Map[3]`; of other executions, empty.
  std::string_view place;
  std::string_view type; ///< `Task`, `Parallel`, ...
  std::string json;
  std::optional<std::string_view> error, cause;
  uint32_t attempt = 0;
  int64_t untilMs = 0;
  Status status = Status::Running;
};

/// Where these steps go. Called on the shard's thread; must not block long.
class TraceSink {
public:
  virtual ~TraceSink() = default;
  virtual void event(const TraceEvent &event) = 0;
};

} // namespace asl
