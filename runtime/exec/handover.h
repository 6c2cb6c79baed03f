// Passing a shard from thread to thread, so that a flow can stop in the middle of an expression.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace asl::exec {

/// The threads of one shard. One of them at a time has the shard; all members but `join` are called
/// by that thread. A call that gives the shard away returns when its thread has it again.
class Handover {
public:
  /// Where a thread waits, in the middle of its work.
  class Place {
    friend class Handover;
    std::condition_variable called_;
    bool isCalled_ = false;
  };

  /// The most threads that a shard has besides its first.
  static constexpr size_t kMostThreads = 16;

  /// `work` runs the shard on another thread; it returns when `isOver`.
  explicit Handover(std::function<void()> work) : work_(std::move(work)) {}
  Handover(const Handover &) = delete;
  Handover &operator=(const Handover &) = delete;

  /// Lets another thread work with the shard until it calls `goOn` with `place`. Returns false at
  /// once, and the caller keeps the shard, when there are kMostThreads or the system has no more.
  bool standAside(Place &place);
  /// Lets the thread that waits at `place` go on. When it returns false, the caller does not have
  /// the shard and must end: `isOver`.
  bool goOn(Place &place);
  /// Lets all threads end that wait in `goOn`. No other may be waiting.
  void end();
  bool isOver() const { return isOver_; }
  /// Waits for the threads after `end`.
  void join();

private:
  void call(Place &place);
  void wait(Place &place);
  bool addThread();

  std::function<void()> work_;
  std::mutex mutex_;            ///< of all places
  std::vector<Place *> spares_; ///< of threads that wait in `goOn`
  std::vector<std::thread> threads_;
  bool isOver_ = false;
};

} // namespace asl::exec
