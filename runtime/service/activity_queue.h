// Activity tasks that wait for a worker, and workers that wait for a task.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

namespace asl::service {

/// A task of an activity as its worker gets it.
struct ActivityWork {
  std::string token, input;
};

/// Hands tasks to workers, of each activity the oldest task to the worker that has waited longest.
/// All members may be called from any thread.
class ActivityQueue {
public:
  /// Tells the engine that a worker has the task, and then `done` when that is durable: whether the
  /// task still waits. Does not block.
  using Begin = std::function<void(const std::string &token, std::optional<std::string> worker,
                                   std::function<void(bool isWaiting)> done)>;
  explicit ActivityQueue(Begin begin);
  ~ActivityQueue() { stop(); }
  /// Answers the workers that wait. From then on nothing is handed out.
  void stop();

  /// A task has come. Returns a number for `remove`.
  uint64_t add(const std::string &activity, ActivityWork work);
  /// The task needs no worker any more.
  void remove(uint64_t number);

  /// As long as AWS holds a poll.
  static constexpr std::chrono::milliseconds longestPoll = std::chrono::seconds(60);
  struct Worker {
    std::optional<std::string> name{};
    std::function<bool()> isConnected;
    /// Gets a task, or nothing when none has come within `patience`. Called once.
    std::function<void(std::optional<ActivityWork>)> answer;
    std::chrono::milliseconds patience = longestPoll;
  };
  /// A worker waits for a task. False when too many wait already.
  bool poll(const std::string &activity, Worker worker);
  /// Answers the workers that are not connected any more, so that they get no task.
  void dropGone();
  /// Answers the workers that wait for an activity that is deleted.
  void drop(const std::string &activity);

private:
  struct Waiting {
    Worker worker;
    std::string activity;
    std::chrono::steady_clock::time_point deadline;
  };
  using Workers = std::list<Waiting>;
  struct Activity {
    std::deque<uint64_t> tasks; ///< numbers; those that were removed are not in `tasks_`
    std::deque<Workers::iterator> workers;
  };
  /// Takes the workers of an activity out that are not connected any more. With the lock.
  std::vector<Worker> takeGone(Activity &activity);
  /// Pairs a task with a worker as long as there are both.
  void match(std::unique_lock<std::mutex> &lock, const std::string &activity);
  void handOut(const std::string &activity, ActivityWork work, Worker worker);
  void endPolls();

  Begin begin_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::unordered_map<std::string, Activity> activities_; ///< by ARN
  std::unordered_map<uint64_t, ActivityWork> tasks_;
  Workers workers_;
  uint64_t last_ = 0;
  bool isStopping_ = false;
  std::thread thread_; ///< ends polls
};

} // namespace asl::service
