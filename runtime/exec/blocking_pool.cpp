// A queue of jobs and the threads that run them.
#include "runtime/exec/blocking_pool.h"

#include <system_error>
#include <utility>

namespace asl::exec {

BlockingPool::~BlockingPool() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread &thread : threads_)
    thread.join();
}

void BlockingPool::run(std::function<void()> job) {
  {
    std::lock_guard lock(mutex_);
    if (idle_ <= jobs_.size() && threads_.size() < most_)
      addThread();
    if (!threads_.empty()) {
      jobs_.push_back(std::move(job));
      changed_.notify_one();
      return;
    }
  }
  job();
}

void BlockingPool::addThread() {
  try {
    threads_.emplace_back([this] { work(); });
  } catch (const std::system_error &) {
    // The system can start no further thread: a running one will take the job.
  }
}

void BlockingPool::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    changed_.wait(lock, [&] { return stopping_ || !jobs_.empty(); });
    --idle_;
    if (jobs_.empty())
      return;
    std::function<void()> job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr; // destroying its captures may take long
    lock.lock();
  }
}

} // namespace asl::exec
