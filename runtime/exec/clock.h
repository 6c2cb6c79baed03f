// The two sources of time: the system's clock, and a virtual clock that the scheduler advances.
#pragma once

#include <chrono>
#include <cstdint>

namespace asl {

/// Gives wall time. Deadlines are wall time too, so that they keep their meaning in another
/// process.
class Clock {
public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970, UTC.
  virtual int64_t nowMs() const = 0;
  /// True when `advanceTo` moves the clock; the scheduler then skips waits instead of blocking.
  virtual bool isVirtual() const { return false; }
  /// Moves a virtual clock forward. No effect on other clocks, nor for a time in the past.
  virtual void advanceTo(int64_t) {}
};

class WallClock final : public Clock {
public:
  int64_t nowMs() const override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
};

/// Stands still except for `advanceTo`.
class VirtualClock final : public Clock {
public:
  explicit VirtualClock(int64_t startMs) : nowMs_(startMs) {}
  int64_t nowMs() const override { return nowMs_; }
  bool isVirtual() const override { return true; }
  void advanceTo(int64_t ms) override {
    if (ms > nowMs_)
      nowMs_ = ms;
  }

private:
  int64_t nowMs_;
};

} // namespace asl
