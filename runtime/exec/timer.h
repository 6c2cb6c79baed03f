// The timers of a shard: deadlines in a binary heap.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace asl::exec {

/// The action of a timer: `fire(object, argument)`, called on the shard's thread.
struct TimerTarget {
  void (*fire)(void *object, uint32_t argument) = nullptr;
  void *object = nullptr;
  uint32_t argument = 0;
};

/// Identifies a running timer; 0 is no timer.
using TimerId = uint32_t;

/// Deadlines, ordered by time; equal deadlines in the order in which they were started. Starting
/// and cancelling cost O(log n). Memory is reused. Shard thread only.
class Timers {
public:
  /// Starts a timer. `deadlineMs` is ms since 1970; one in the past is due at once. The target must
  /// stay alive until the timer is due or cancelled.
  TimerId start(int64_t deadlineMs, TimerTarget target);
  /// Stops a timer and sets `id` to 0. No effect when `id` is 0.
  void cancel(TimerId &id);
  /// The earliest deadline, if any.
  std::optional<int64_t> next() const;
  /// The deadline of a running timer, and its place in the order of starts.
  int64_t deadlineMs(TimerId id) const { return entries_[slots_[id].index].deadlineMs; }
  uint64_t sequence(TimerId id) const { return entries_[slots_[id].index].sequence; }
  /// Removes and returns the earliest timer if it is due. Its id becomes invalid.
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
  struct Slot { // a TimerTarget, without its padding
    void (*fire)(void *object, uint32_t argument) = nullptr;
    void *object = nullptr;
    uint32_t argument = 0;
    uint32_t index = 0; ///< index in entries_; in free slots, the next free slot
  };
  void put(uint32_t index, const Entry &entry);
  void siftUp(uint32_t index);
  void siftDown(uint32_t index);
  void remove(uint32_t index);

  std::vector<Entry> entries_;
  std::vector<Slot> slots_{1}; ///< slot 0 is the head of the list of free slots
  uint64_t sequence_ = 0;
};

} // namespace asl::exec
