// Child processes that get a text and give a text, driven by one thread of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asl::binding {

struct ProcessSpec {
  std::vector<std::string> command; ///< program and arguments; the program is looked for in PATH
  std::string directory;            ///< empty: the current one
  std::vector<std::pair<std::string, std::string>> environment; ///< added to our own
  std::string input; ///< written to its standard input, which then ends
};

/// How a process ended.
struct ProcessEnd {
  enum class Kind : uint8_t {
    Exited,     ///< `code` is its status
    Signalled,  ///< `code` is the signal
    NotStarted, ///< for `reason`
    NoRoom,     ///< the system had no descriptors, processes or memory for it; `reason` names which
    TooLong     ///< it wrote more than kOutputBytes and was killed
  };
  Kind kind = Kind::Exited;
  int code = 0;
  std::string output;
  std::string errorTail; ///< the end of what it wrote to standard error
  std::string reason;
};

/// Runs child processes. The thread that watches over them is made with the first. All members may
/// be called from any thread.
///
/// At most kMostAtOnce run at once, fewer where the limit of open descriptors asks for it; the
/// others wait for their turn in the order in which they were started. So do those for which the
/// system has no descriptors, processes or memory at the moment. Only when it has had none for 30
/// seconds, and no process of this runner is left whose end could make room, one ends as NoRoom.
class ProcessRunner {
public:
  static constexpr size_t kMostAtOnce = 256;
  /// The most that is read of a process's standard output.
  static constexpr size_t kOutputBytes = size_t(16) << 20;
  /// How much of the end of its standard error is kept.
  static constexpr size_t kErrorTailBytes = 4096;

  ProcessRunner();
  ~ProcessRunner(); ///< stops
  /// Ends what still runs, as `cancel` does, and waits for it. Nothing may be started any more.
  void stop();

  /// Starts a process in a process group of its own. `done` is called once, on the runner's thread,
  /// when it has ended and its output is read; not after `cancel`. What it leaves running
  /// is not waited for.
  uint64_t start(ProcessSpec spec, std::function<void(ProcessEnd)> done);
  /// Ends the process and its group: SIGTERM, and SIGKILL two seconds later to what is left of the
  /// group, whether the process itself has ended by then or not. Without effect when it has ended
  /// before.
  void cancel(uint64_t id);
  /// SIGKILL to every process and its group; returns when they have been sent. For a program that
  /// ends without waiting for anything; may be called while another thread is in `stop`.
  void killAll();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::binding
