// The timers of a shard: deadlines in a binary heap.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace asl::exec {

/// What happens when a timer is due: `fire(object, argument)` on the shard's thread.
struct TimerTarget {
  void (*fire)(void *object, uint32_t argument) = nullptr;
  void *object = nullptr;
  uint32_t argument = 0;
};

/// Names a running timer; 0 names none.
using TimerId = uint32_t;

/// Deadlines in the order they come due; those of one moment in the order they were started. Shard
/// thread only. Starting and cancelling cost O(log n); memory is kept for reuse.
class Timers {
public:
  /// A deadline in the past is due at once. The target must stay alive until the timer is due or
  /// cancelled.
  TimerId start(int64_t deadlineMs, TimerTarget target);
  /// Stops a timer and sets `id` to 0; without effect on 0.
  void cancel(TimerId &id);
  /// The earliest deadline.
  std::optional<int64_t> next() const;
  /// Takes out the earliest timer if it is due; its id is free afterwards.
  std::optional<TimerTarget> takeDue(int64_t nowMs);

private:
  struct Entry {
    int64_t deadlineMs;
    uint64_t sequence;
    uint32_t slot;
    bool before(const Entry &other) const {
      return deadlineMs != other.deadlineMs ? deadlineMs < other.deadlineMs
                                            : sequence < other.sequence;
    }
  };
  struct Slot {
    TimerTarget target;
    uint32_t place = 0; ///< in entries_, or the next free slot
  };
  void put(uint32_t place, const Entry &entry);
  void siftUp(uint32_t place);
  void siftDown(uint32_t place);
  void remove(uint32_t place);

  std::vector<Entry> entries_;
  std::vector<Slot> slots_{1}; ///< slot 0 is never used: it heads the list of free ones
  uint64_t sequence_ = 0;
};

} // namespace asl::exec
