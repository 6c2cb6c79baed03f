// Threads for what blocks.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace asl::handlers {

/// Runs jobs on up to `most` threads, which are made when they are needed and stay.
class BlockingPool {
public:
  explicit BlockingPool(unsigned most) : most_(most == 0 ? 1 : most) {}
  /// Runs what is queued, waits for its end.
  ~BlockingPool();
  BlockingPool(const BlockingPool &) = delete;
  BlockingPool &operator=(const BlockingPool &) = delete;

  /// From any thread. `job` must not throw. Runs it on the calling thread when the system gives no
  /// thread at all.
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

} // namespace asl::handlers
