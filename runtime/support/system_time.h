// The system's clock.
#pragma once

#include <chrono>
#include <cstdint>

namespace asl {

/// Milliseconds since 1970, UTC. It may go back when somebody sets the clock.
inline int64_t systemMs() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

} // namespace asl
