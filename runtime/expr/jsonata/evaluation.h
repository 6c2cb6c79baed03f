// One evaluation of one expression: its clock and its limits.
#pragma once

#include "runtime/value/heap.h"

#include <chrono>
#include <cstdint>

namespace asl::jsonata {

struct PendingCall;

/// The state of the evaluation that runs now on this thread. Expressions do not suspend, so there
/// is one.
class Evaluation {
public:
  static Evaluation &of(Heap &) {
    static thread_local Evaluation current;
    return current;
  }
  struct Limits {
    uint32_t depth = 100;       ///< nested calls
    uint64_t steps = 100000000; ///< calls in all
  };

  /// Begins an evaluation at `nowMillis` (ms since 1970 UTC; $now and $millis stand still in it).
  void begin(int64_t nowMillis, Limits limits) {
    now_ = nowMillis;
    limits_ = limits;
    depth_ = 0;
    steps_ = 0;
    begun_ = true;
  }
  int64_t nowMillis() {
    if (!begun_)
      begin(std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count(),
            {});
    return now_;
  }
  /// Counts a call in; false when a limit is reached. Every call that was counted in must leave.
  bool enter() { return ++steps_ <= limits_.steps && ++depth_ <= limits_.depth; }
  void leave() { --depth_; }
  bool tick() { return ++steps_ <= limits_.steps; }
  bool outOfSteps() const { return steps_ > limits_.steps; }

  /// A call in tail position, which the caller's loop makes: valid after an ASL_TAIL_CALL result.
  Value callee = undefined();
  const Value *arguments = nullptr;
  uint32_t count = 0;

private:
  int64_t now_ = 0;
  Limits limits_;
  uint32_t depth_ = 0;
  uint64_t steps_ = 0;
  bool begun_ = false;
};

/// The tag of a result that stands for a call still to be made.
inline constexpr uint8_t tailCallTag = 12;

} // namespace asl::jsonata
