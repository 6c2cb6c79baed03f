// A limit on concurrent operations.
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>

namespace asl::invoke {

/// Admits at most `most` operations at once; others are queued in order of arrival. All members may
/// be called from any thread.
class Gate {
public:
  explicit Gate(size_t most) : most_(most) {} ///< 0: no limit

  /// Calls `go` now, or later on a thread that leaves, or that lets others in meanwhile. `leave`
  /// must be called once for it, and may be called by it.
  void enter(std::function<void()> go);
  void leave();

private:
  const size_t most_;
  std::mutex mutex_;
  size_t inside_ = 0;
  bool isAdmitting_ = false; ///< a thread lets in those that wait
  std::deque<std::function<void()>> waiting_;
};

} // namespace asl::invoke
