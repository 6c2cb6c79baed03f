// Threads for blocking work.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace asl::exec {

/// Runs jobs on up to `most` threads, in order of arrival. A thread is created when all others are
/// busy, and is kept.
class BlockingPool {
public:
  explicit BlockingPool(unsigned most) : most_(most == 0 ? 1 : most) {}
  /// Runs all queued jobs and joins the threads.
  ~BlockingPool();
  BlockingPool(const BlockingPool &) = delete;
  BlockingPool &operator=(const BlockingPool &) = delete;

  /// Queues `job`, which must not throw. May be called from any thread. Does not block, unless the
  /// system cannot create any thread; then `job` runs on the calling thread.
  void run(std::function<void()> job);

private:
  void addThread();
  void work();

  const unsigned most_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> jobs_;
  std::vector<std::thread> threads_;
  unsigned idle_ = 0;
  bool stopping_ = false;
};

} // namespace asl::exec
