// Threads for work that may block, asked for by threads that may not.
#pragma once

#include "runtime/api/operations/request.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace asl::api {

/// Carries out actions, with one thread in their order. What has not begun when it is destroyed is
/// dropped.
class Background {
public:
  /// `hasFailed` is called on any thread when an action throws, with the reason; it may be empty.
  /// If somebody waits for the result of an action, the action itself must catch exceptions and
  /// answer.
  explicit Background(unsigned threads = 1,
                      std::function<void(const std::string &why)> hasFailed = {})
      : hasFailed_(std::move(hasFailed)) {
    for (unsigned i = 0; i < threads; ++i)
      threads_.emplace_back([this] { run(); });
  }
  ~Background() { stop(); }

  /// Waits for the actions that run. Those after it, also of later calls of `post`, are dropped.
  void stop() {
    {
      std::lock_guard lock(mutex_);
      isStopping_ = true;
    }
    changed_.notify_all();
    for (std::thread &thread : threads_)
      if (thread.joinable())
        thread.join();
  }

  /// Any thread.
  void post(std::function<void()> action) {
    {
      std::lock_guard lock(mutex_);
      actions_.push_back(std::move(action));
    }
    changed_.notify_one();
  }

private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [this] { return isStopping_ || !actions_.empty(); });
      if (isStopping_)
        return;
      std::function<void()> action = std::move(actions_.front());
      actions_.pop_front();
      lock.unlock();
      carryOut(action);
      action = nullptr;
      lock.lock();
    }
  }

  void carryOut(const std::function<void()> &action) const {
    std::string why = "an unknown exception";
    try {
      return action();
    } catch (const Refusal &refusal) {
      why = refusal.error.message;
    } catch (const std::exception &exception) {
      why = exception.what();
    } catch (...) {
    }
    if (hasFailed_)
      hasFailed_(why);
  }

  const std::function<void(const std::string &why)> hasFailed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> actions_;
  bool isStopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace asl::api
