// Tracks which states and tasks of an execution are open, from its events: for durations and spans.
#pragma once

#include "runtime/observe/event.h"

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace asl::observe {

/// A state that was entered and not left.
struct OpenState {
  uint64_t id = 0;        ///< of its Entered event
  uint64_t outer = 0;     ///< id of the Map or Parallel state around it; 0 when there is none
  std::string name, type; ///< `Task`, `Map`, ...
  int64_t enteredMs = 0;
  std::optional<uint64_t> iteration; ///< of an inline Map: the index of the item
  uint64_t task = 0;                 ///< its last one
  /// Of a Parallel or Map: events from which chains go on, until it is left.
  std::vector<uint64_t> forks{};
};

/// A task that was scheduled and has not ended.
struct OpenTask {
  enum class Kind : uint8_t { Lambda, Activity, Service };
  uint64_t id = 0;    ///< of its Scheduled event
  uint64_t state = 0; ///< id of its state; 0: not known
  Kind kind = Kind::Service;
  std::string resource, resourceType; ///< as in Event
  int64_t scheduledMs = 0;
  std::optional<int64_t> startedMs{};
  std::optional<int64_t> timeoutSeconds{}, heartbeatSeconds{};

  /// Whether a timeout at this time is a missed heartbeat. Events do not say which of the two it
  /// is.
  bool missesHeartbeat(int64_t atMs) const;
};

/// The changes made by one event.
struct Step {
  std::vector<OpenState> left;        ///< the inner ones first
  std::vector<OpenTask> ended;        ///< with those of states that were left before they ended
  const OpenState *entered = nullptr; ///< valid until the next event
  const OpenTask *started = nullptr;  ///< a worker took it; valid until the next event
  const OpenTask *scheduled = nullptr;
};

/// Tracks one execution. Not thread-safe.
class FlowTracker {
public:
  /// Updates the state with the next event.
  Step follow(const Event &event);
  /// Id of the last event that was followed.
  uint64_t lastEvent() const { return lastEvent_; }

private:
  /// Where a chain of events has arrived.
  struct Position {
    uint64_t state = 0, task = 0;
    std::optional<uint64_t> iteration{};
    bool isFork = false; ///< several chains go on from here
  };
  Position take(const Event &event);
  void followOuter(const Event &event);
  void enter(const Event &event, Position &position, Step &step);
  void leave(uint64_t state, Step &step);
  uint64_t find(uint64_t from, const Event &event) const;
  void followTask(const Event &event, Position &position, Step &step);
  void endTask(uint64_t task, Step &step);

  std::unordered_map<uint64_t, Position> ends_; ///< of chains, by their last event
  std::map<uint64_t, OpenState> states_;
  std::map<uint64_t, OpenTask> tasks_;
  uint64_t lastEvent_ = 0;
};

} // namespace asl::observe
