// One evaluation of one expression: its clock and its limits.
#pragma once

#include "runtime/value/heap.h"

#include <chrono>
#include <cstdint>

namespace asl::jsonata {

/// The state of the evaluation that runs now on this thread. Expressions do not suspend, so there
/// is one.
class Evaluation {
public:
  static Evaluation &of(Heap &) { return current(); }
  static Evaluation &current() {
    static thread_local Evaluation evaluation;
    return evaluation;
  }
  struct Limits {
    uint32_t depth = 100;           ///< nested calls
    uint64_t steps = 100000000;     ///< calls in all
    size_t bytes = size_t(1) << 30; ///< made on the way
  };

  /// Begins an evaluation. Its time ($now, $millis) is taken when it is first asked for, and stands
  /// still from then on.
  void begin(const Heap &heap) {
    isLimited_ = true;
    bytesBefore_ = heap.used;
    depth_ = 0;
    steps_ = 0;
    hasTime_ = false;
    exceeded_ = false;
  }
  /// Ends it. Expressions that begin no evaluation have no limits, and leave nothing behind.
  void end() { isLimited_ = false; }
  /// Whose time it is on this thread from now on; the machine's where nothing was said.
  void setClock(int64_t (*now)(const void *), const void *clock) {
    clockNow_ = now;
    clock_ = clock;
  }
  /// Limits from now on, of this evaluation and later ones.
  void setLimits(Limits limits) { limits_ = limits; }
  int64_t nowMillis() {
    if (!hasTime_) {
      now_ = clockNow_ ? clockNow_(clock_)
                       : std::chrono::duration_cast<std::chrono::milliseconds>(
                             std::chrono::system_clock::now().time_since_epoch())
                             .count();
      hasTime_ = true;
    }
    return now_;
  }
  /// Counts a call in; false when a limit is reached. Every call must leave.
  bool enter() {
    ++depth_;
    return tick() && depth_ <= limits_.depth;
  }
  void leave() { --depth_; }
  bool tick(uint32_t calls = 1) { return !isLimited_ || (steps_ += calls) <= limits_.steps; }
  /// Whether so much was made that the evaluation must end.
  bool outOfMemory(const Heap &heap, size_t more = 0) const {
    return isLimited_ && (exceeded_ || (heap.used + more > bytesBefore_ + limits_.bytes &&
                                        heap.used >= bytesBefore_));
  }
  /// From now on the evaluation is out of memory: said by what cannot raise an error itself. False
  /// where there are no limits.
  bool exceed() { return exceeded_ = isLimited_; }
  bool outOfSteps() const { return isLimited_ && steps_ > limits_.steps; }

  /// A call in tail position, which the caller's loop makes: valid after an ASL_TAIL_CALL result.
  /// `name` is the callee as written, or null.
  Value callee = undefined();
  const Value *arguments = nullptr;
  uint32_t count = 0;
  const asl_string *name = nullptr;

private:
  int64_t (*clockNow_)(const void *) = nullptr;
  const void *clock_ = nullptr;
  int64_t now_ = 0;
  Limits limits_;
  size_t bytesBefore_ = 0;
  uint32_t depth_ = 0;
  uint64_t steps_ = 0;
  bool hasTime_ = false;
  bool isLimited_ = false;
  bool exceeded_ = false;
};

/// The longest text that a function makes, in bytes.
constexpr size_t maxTextBytes = size_t(1) << 26;

/// Whether a value is so long as JSON text that nobody walks through it: values that share their
/// parts can be far longer than the memory they take.
inline bool isHuge(Value value) { return value.size > uint32_t(1) << 28; }

} // namespace asl::jsonata
