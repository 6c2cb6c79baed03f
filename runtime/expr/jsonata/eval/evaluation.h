// One evaluation of one expression: its clock and its limits.
#pragma once

#include "runtime/value/heap.h"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdint>

namespace asl::jsonata {

/// The state of the evaluation that runs now on this thread. Expressions do not suspend, so a
/// thread has one at a time.
///
/// The limits are near those of the service. Time is counted in steps and not measured, so that an
/// expression that fails does so on every machine and under every clock: ten million steps take
/// about a second.
class Evaluation {
public:
  static Evaluation &of(Heap &) { return current(); }
  static Evaluation &current() {
    static thread_local Evaluation evaluation;
    return evaluation;
  }
  /// They take about a millisecond.
  static constexpr uint64_t kStepsBetweenPauses = 10'000;
  struct Limits {
    uint32_t depth = 50; ///< nested calls: of the service's 100 levels each takes two at least
    uint64_t steps = 10'000'000;      ///< calls, turns of loops, and 64 bytes looked through
    size_t bytes = size_t(256) << 20; ///< made on the way
    uint64_t weight = 6'990'263;      ///< of each value made on the way, see exceedsWeight
  };
  /// Limits that cannot be reported at the place where they are reached.
  enum class Exceeded : uint8_t { Nothing, Memory, Depth };

  /// Begins an evaluation. Its time ($now, $millis) is taken when it is first asked for, and stands
  /// still from then on.
  void begin(const Heap &heap) {
    isLimited_ = true;
    bytesBefore_ = heap.used;
    depth_ = 0;
    steps_ = 0;
    nextPause_ = untilPause_;
    hasTime_ = false;
    exceeded_ = Exceeded::Nothing;
  }
  /// Ends the evaluation. Expressions evaluated without `begin` have no limits and leave no state.
  void end() {
    isLimited_ = false;
    untilPause_ = nextPause_ > steps_ ? nextPause_ - steps_ : 1;
  }
  bool isLimited() const { return isLimited_; }

  /// Callbacks for the evaluations of a thread. A null function is not called.
  struct Host {
    /// The time of `$now` and `$millis`, in milliseconds since 1970. Null: the system's clock.
    int64_t (*now)(void *context) = nullptr;
    /// Called within an evaluation, every kStepsBetweenPauses of the evaluations of the thread, so
    /// that they do not block its other work. It may evaluate other expressions, but must not
    /// collect the heap of this one.
    void (*pause)(void *context) = nullptr;
    void *context = nullptr;
  };
  /// Sets the host of all evaluations on this thread from now on. It is per thread because
  /// generated code passes only a heap to the functions of JSONata. It must be set before the first
  /// execution on the thread (Shard::Scope does so) and live until the last one or the next call. A
  /// thread without a host uses the system's clock and is not polled; this is the case when the
  /// compiler folds constants.
  void setHost(const Host &host) {
    host_ = host;
    untilPause_ = kStepsBetweenPauses;
  }
  const Limits &limits() const { return limits_; }
  /// Sets the limits of this evaluation and later ones.
  void setLimits(Limits limits) { limits_ = limits; }

  int64_t nowMillis() {
    if (!hasTime_) {
      time_ = host_.now ? host_.now(host_.context)
                        : std::chrono::duration_cast<std::chrono::milliseconds>(
                              std::chrono::system_clock::now().time_since_epoch())
                              .count();
      hasTime_ = true;
    }
    return time_;
  }
  /// Counts the entry of a call; returns false when a limit is reached. Each call of `enter` must
  /// be matched by `leave`.
  bool enter() {
    ++depth_;
    return countStep() && depth_ <= limits_.depth;
  }
  void leave() { --depth_; }
  bool countStep(uint64_t steps = 1) {
    if (!isLimited_)
      return true;
    steps_ += steps;
    if (steps_ >= nextPause_) [[unlikely]]
      pause();
    return steps_ <= limits_.steps;
  }
  /// Counts the work of sorting so many values. The comparison must not count steps by itself.
  bool countSort(uint32_t values) {
    constexpr uint64_t comparisonsOfAStep = 16;
    return countStep(uint64_t(values) * std::bit_width(values) / comparisonsOfAStep);
  }
  /// Whether the memory limit is exceeded, so that the evaluation must end: its own, or that of all
  /// heaps of the process (Heap::limitAll) when this evaluation is a large one, and not the one
  /// that may exceed it.
  bool outOfMemory(const Heap &heap, size_t more = 0) const {
    if (!isLimited_)
      return false;
    if (exceeded_ != Exceeded::Nothing)
      return true;
    if (heap.used + more <= bytesBefore_ + std::min(Heap::kLargeBytes, limits_.bytes) ||
        heap.used < bytesBefore_) [[likely]]
      return false;
    if (heap.used + more > bytesBefore_ + limits_.bytes)
      return true;
    if (!Heap::areAllLarge() || heap.takeTurn())
      return false;
    nextPause_ = 0; // the next step pauses, where it can wait for its turn
    return Heap::areAllTooLarge() && heap.used + more > bytesBefore_ + 2 * Heap::kLargeBytes;
  }
  /// Marks the memory limit as exceeded: for functions that cannot raise an error themselves.
  /// False where there are no limits.
  bool markExceeded(Exceeded what = Exceeded::Memory) {
    if (isLimited_ && exceeded_ == Exceeded::Nothing)
      exceeded_ = what;
    return isLimited_;
  }
  Exceeded exceeded() const { return exceeded_; }
  bool outOfSteps() const { return isLimited_ && steps_ > limits_.steps; }

  /// A call in tail position, which the caller's loop makes: valid after an ASL_TAIL_CALL result.
  /// `name` is the callee as written, or null.
  Value callee = undefined();
  const Value *arguments = nullptr;
  uint32_t count = 0;
  const asl_string *name = nullptr;

private:
  [[gnu::noinline]] void pause() {
    nextPause_ = steps_ + kStepsBetweenPauses;
    if (host_.pause == nullptr)
      return;
    Evaluation paused = *this;
    end();
    host_.pause(host_.context);
    *this = paused;
  }

  Host host_;
  int64_t time_ = 0;
  Limits limits_;
  size_t bytesBefore_ = 0;
  uint32_t depth_ = 0;
  uint64_t steps_ = 0;
  mutable uint64_t nextPause_ = 0;
  uint64_t untilPause_ = kStepsBetweenPauses; ///< steps of the next evaluations
  bool hasTime_ = false;
  bool isLimited_ = false;
  Exceeded exceeded_ = Exceeded::Nothing;
};

/// The longest intermediate text of a function, in bytes; the characters of the result are counted
/// at its end.
constexpr size_t maxTextBytes = size_t(1) << 25;

/// Whether a value is too long, as JSON text, for functions to go through it: values that share
/// their parts can be far longer than the memory they take. The caller must then fail with the
/// memory limit.
inline bool exceedsWalkLimit(Value value) { return value.size > uint32_t(1) << 28; }

/// Returns `made`, an intermediate value of an evaluation, if it is within the limits of depth
/// (ASL_DEPTH_LIMIT) and weight. Otherwise returns an empty value of the same kind, and the
/// evaluation ends with an error. Without limits always returns `made`.
Value bounded(Heap &heap, Value made);

} // namespace asl::jsonata
