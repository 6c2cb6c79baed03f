// A limit on what goes on at once.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace asl::invoke {

/// Lets at most `most` pass at once; the others wait in the order in which they came. Any thread.
class Gate {
public:
  explicit Gate(size_t most) : most_(most) {} ///< 0: no limit

  /// Calls `go` now, or on the thread that leaves later. `leave` must be called once for it.
  void enter(std::function<void()> go);
  void leave();

private:
  const size_t most_;
  std::mutex mutex_;
  size_t inside_ = 0;
  std::deque<std::function<void()>> waiting_;
};

} // namespace asl::invoke
