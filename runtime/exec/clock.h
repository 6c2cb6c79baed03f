// Where time comes from: the machine's clock, or one that the engine moves by itself.
#pragma once

#include <chrono>
#include <cstdint>

namespace asl {

/// Tells wall time. Deadlines are wall time too, so that they mean the same in another process.
class Clock {
public:
  virtual ~Clock() = default;
  /// Milliseconds since 1970, UTC.
  virtual int64_t nowMs() const = 0;
  /// True when `advanceTo` moves it: then nobody waits for a deadline.
  virtual bool isVirtual() const { return false; }
  /// Moves a virtual clock forward; without effect on others and on times past.
  virtual void advanceTo(int64_t) {}
};

class WallClock final : public Clock {
public:
  int64_t nowMs() const override {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
  }
};

/// Stands still until it is told.
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
