// Child processes that get a text and give a text, driven by one thread of their own.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asl::tasks {

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
    NotStarted, ///< `reason` says why
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
class ProcessRunner {
public:
  /// The most that is read of a process's standard output.
  static constexpr size_t kOutputBytes = size_t(16) << 20;
  /// How much of the end of its standard error is kept.
  static constexpr size_t kErrorTailBytes = 4096;

  ProcessRunner();
  /// Ends what still runs, as `cancel` does, and waits for it.
  ~ProcessRunner();

  /// Starts a process in a process group of its own. `done` is called once, on the runner's thread,
  /// when it has ended and its output is read; not after `cancel`. What it leaves running behind it
  /// is not waited for.
  uint64_t start(ProcessSpec spec, std::function<void(ProcessEnd)> done);
  /// Ends the process and its group: SIGTERM, and SIGKILL two seconds later. Without effect when it
  /// has ended.
  void cancel(uint64_t id);

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::tasks
