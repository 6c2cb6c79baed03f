// The system's clock, and how long anybody waits.
#pragma once

#include <chrono>
#include <cstdint>

namespace asl {

/// A hundred years. What is to take longer is shortened to this, so that no sum of times overflows.
inline constexpr std::chrono::milliseconds longestWait = std::chrono::hours(24) * 36500;

/// Milliseconds since 1970, UTC. It may go back when somebody sets the clock.
inline int64_t systemMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace asl
