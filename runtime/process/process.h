// Child processes, driven by one thread: those that get an input text and return an output text,
// and long-lived ones.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace asl::process {

struct ProcessSpec {
  std::vector<std::string> command; ///< program and arguments; the program is looked for in PATH
  std::string directory;            ///< empty: the current one
  std::vector<std::pair<std::string, std::string>> environment; ///< added to our own
  std::string input;       ///< written to its standard input, which then ends
  bool keepsInput = false; ///< its standard input stays open, for ProcessRunner::write
  /// When set, these get what it writes, piece by piece as it comes, on the runner's thread.
  /// Nothing of it is kept then, and there is no limit.
  std::function<void(std::string_view)> takeOutput{}, takeError{};
  /// Called on the runner's thread when it has written to standard error.
  std::function<void()> wroteError{};
  size_t errorTailBytes = 4096;         ///< how much of the end of its standard error is kept
  std::chrono::milliseconds timeout{0}; ///< after its start it is killed, with its group; 0: never
};

/// How a process ended.
struct ProcessEnd {
  enum class Kind : uint8_t {
    Exited,     ///< `code` is its status
    Signalled,  ///< `code` is the signal
    NotStarted, ///< for `reason`
    OutOfTime,  ///< ProcessSpec::timeout was over
    NoRoom,     ///< the system had no descriptors, processes or memory for it; `reason` names which
    TooLong     ///< it wrote more than kOutputBytes and was killed
  };
  Kind kind = Kind::Exited;
  int code = 0;
  std::string output;
  std::string errorTail; ///< the last ProcessSpec::errorTailBytes that it wrote to standard error
  std::string reason;

  /// "exit status 3", "signal: killed", "cannot be started: No such file or directory".
  std::string text() const;
};

/// Runs child processes. The thread that watches over them is made with the first. All members may
/// be called from any thread.
///
/// At most `most` run at once, fewer where the limit of open descriptors asks for it; the others
/// wait for their turn in the order in which they were started. So do those for which the system
/// has no descriptors, processes or memory at the moment. Only when it has had none for 30 seconds,
/// and no process of this runner is left whose end could make room, one ends as NoRoom.
class ProcessRunner {
public:
  static constexpr size_t kMostAtOnce = 256;
  /// The most that is read of a process's standard output.
  static constexpr size_t kOutputBytes = size_t(16) << 20;

  explicit ProcessRunner(size_t most = kMostAtOnce);
  ~ProcessRunner(); ///< stops
  /// Ends the running processes, as `cancel` does, and does not wait, so that several runners
  /// can end their processes side by side. No process is started afterwards.
  void beginStop();
  /// The same, and blocks until they have ended.
  void stop();

  /// Starts a process in a process group of its own. `done` is called once, on the runner's thread,
  /// when it has ended and its output is read; not after `cancel`. Processes that it leaves running
  /// are not waited for.
  uint64_t start(ProcessSpec spec, std::function<void(ProcessEnd)> done);
  /// Ends the process and its group: SIGTERM, and SIGKILL two seconds later to what is left of the
  /// group, whether the process itself has ended by then or not. No effect when it has ended.
  void cancel(uint64_t id);
  /// Sends SIGKILL to the process and its group; the end is then reported.
  void kill(uint64_t id);
  /// Writes to the standard input of a process that keeps it. Without effect when it has ended.
  void write(uint64_t id, std::string text);
  /// Sends SIGKILL to every process and its group without waiting for their ends. For a program
  /// that exits at once; may be called while another thread is in `stop`.
  void killAll();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::process
