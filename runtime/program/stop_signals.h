// Signals that ask the program to end: a function is called on a thread when one arrives.
#pragma once

#include "runtime/program/write_watch.h"
#include "runtime/support/expected.h"

#include <functional>
#include <memory>

namespace asl::program {

/// Keeps SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGALRM, SIGUSR1, SIGUSR2 and SIGXCPU from ending the
/// process while it lives. Make it before other threads: they inherit that these signals are not
/// theirs. A signal that the process ignored from its start (as `nohup` has it) stays ignored.
class StopSignals {
public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals &) = delete;
  StopSignals &operator=(const StopSignals &) = delete;

  /// From now on the first signal, also one that came before, calls `stop` on a thread of its own,
  /// and again every 50 ms, so that it may come at any time. The second signal calls `last` there
  /// and ends the process at once with status 3. So does the first one as soon as a write of
  /// `writes` has waited for its reader for a second. Fails when signals cannot be watched.
  Expected<void> watch(std::function<void()> stop, std::function<void()> last, WriteWatch &writes);
  /// `stop` is not called any more; `last` still may be, until this object dies.
  void settle();
  /// The signal that `stop` was called for, or 0.
  int received() const;

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::program
