// One child process from its start to its end, on an event loop.
#pragma once

#include "runtime/process/process.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <csignal>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/types.h>

namespace asl::process {

/// Runs in a process group of its own. All members belong to the thread of `context`.
class ChildProcess {
public:
  /// `done` is called with its end, unless it was cancelled; `gone` when nothing of it is left, in
  /// a turn of its own: the object may be destroyed then, and not before.
  ChildProcess(boost::asio::io_context &context, ProcessSpec spec,
               std::function<void(ProcessEnd)> done, std::function<void()> gone);
  ~ChildProcess();

  /// Starts it. Returns 0, or an errno when the system has no room for a further process now:
  /// then `start` may be called again. Every other failure is an end of the process.
  int start();
  /// SIGTERM to the process and its group; SIGKILL two seconds later to what is left of it, also
  /// when the process itself has ended by then. Nothing is delivered any more.
  void cancel();
  /// Gives up a process that could not be started, with the end NoRoom.
  void giveUp(int error);
  /// Writes to its standard input, which must have been kept.
  void write(std::string text);
  /// SIGKILL to the process and its group at once.
  void kill() { terminate(SIGKILL); }

private:
  class Output;
  void terminate(int signal);
  void takeOutput(std::string_view text);
  void takeError(std::string_view text);
  void writeNext();
  void watchEnd(int descriptor);
  void watchTime();
  void poll();
  bool reap(int options);
  void finish();
  void awaitGroup();
  void vanish();

  ProcessSpec spec_;
  std::function<void(ProcessEnd)> done_;
  std::function<void()> gone_;
  ProcessEnd end_;
  pid_t group_ = 0;
  bool leaderEnded_ = false;
  boost::asio::io_context &context_;
  boost::asio::steady_timer timer_, limit_;
  std::optional<boost::asio::posix::stream_descriptor> input_;
  std::deque<std::string> unwritten_; ///< the first is being written
  std::unique_ptr<Output> output_, error_;
  std::optional<boost::asio::posix::stream_descriptor> exit_;
  std::optional<std::chrono::steady_clock::time_point> killAt_; ///< set by `cancel`
};

} // namespace asl::process
