// SIGINT and SIGTERM as a wish to stop, told to a function on a thread.
#pragma once

#include <functional>
#include <memory>

namespace asl::program {

/// Keeps SIGINT and SIGTERM from ending the process while it lives. To be made before other
/// threads, which inherit that these signals are not theirs. A signal that the process ignored from
/// its start stays ignored.
class StopSignals {
public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals &) = delete;
  StopSignals &operator=(const StopSignals &) = delete;

  /// From now on the first signal, also one that came before, calls `stop` on a thread of its own,
  /// and again every 50 ms, so that it may come at any time; the second signal ends the process at
  /// once with status 3.
  void watch(std::function<void()> stop);
  /// `stop` is not called any more.
  void unwatch();
  /// The signal that `stop` was called for, or 0.
  int received() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::program
