// Shared by the functions of an executor: the thread on which they run, and their processes.
#pragma once

#include "runtime/process/process.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <mutex>
#include <thread>

namespace asl::functions {

class Host {
public:
  Host();
  ~Host(); ///< stops

  /// Runs `action` on the host's thread, which is created for the first action. Has no effect after
  /// `stop`. May be called from any thread.
  void post(std::function<void()> action);
  boost::asio::io_context &context() { return context_; }
  process::ProcessRunner &processes() { return processes_; }
  /// Ends the thread and all processes, and does not wait.
  void beginStop();
  /// The same, and blocks until they have ended. Must not be called on the host's thread.
  void stop();
  /// Sends SIGKILL to all processes. May be called from any thread.
  void killAll() { processes_.killAll(); }

private:
  /// Every process stays for long, so that none may wait for the end of another.
  static constexpr size_t kMostProcesses = 4096;

  boost::asio::io_context context_{1};
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  process::ProcessRunner processes_{kMostProcesses};
  std::mutex mutex_; ///< of the following
  std::thread thread_;
  bool isStopped_ = false;
};

} // namespace asl::functions
