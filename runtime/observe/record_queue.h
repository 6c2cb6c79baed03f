// A queue of records on their way to a target. Adding a record never blocks on the target.
#pragma once

#include "runtime/observe/target.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>

namespace asl::observe {

/// The delay after this many failures in a row: 0.1 s, doubled each time up to 30 s.
std::chrono::milliseconds delayAfter(unsigned failures);

/// After this many refusals in a row, records are dropped.
inline constexpr unsigned mostRefusals = 5;

/// Counts the fate of records.
struct Counts {
  std::atomic<uint64_t> delivered{0};
  std::atomic<uint64_t> dropped{0};  ///< there was no room, or the target refused them
  std::atomic<uint64_t> failures{0}; ///< deliveries that failed; most are tried again
};

/// Delivers records in batches, on a thread of its own. Retries while the target is unavailable;
/// records that do not fit into the queue meanwhile are dropped and counted. All members may be
/// called from any thread.
class RecordQueue {
public:
  /// `report` gets a line when the target fails and when it recovers, when dropping begins, and how
  /// many records were dropped. It is called on any thread, possibly concurrently.
  RecordQueue(std::unique_ptr<Target> target, std::string name,
              std::function<void(const std::string &)> report);
  /// Calls `stop(0)`.
  ~RecordQueue();

  void push(std::string record);
  /// Takes no further record, and asks the thread to end when it has tried the queued ones once
  /// more. Does not wait for it, so that several queues can end side by side.
  void beginStop();
  /// The same, for at most `limit`. Blocks until the thread has ended.
  void stop(std::chrono::milliseconds limit);
  const Counts &counts() const { return counts_; }
  const std::string &name() const { return name_; }

  static constexpr size_t mostBytes = size_t(16) << 20;
  static constexpr size_t mostAtOnce = 500;

private:
  void run();
  std::vector<std::string> next();
  void deliver(std::vector<std::string> records);
  void tellMissing();

  const std::unique_ptr<Target> target_;
  const std::string name_;
  const std::function<void(const std::string &)> report_;
  Counts counts_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> waiting_;
  size_t waitingBytes_ = 0; ///< also of those that are being delivered
  uint64_t missing_ = 0;    ///< dropped because the queue was full, and not reported yet
  bool isStopping_ = false, isOver_ = false, isBroken_ = false;
  std::thread thread_;
};

} // namespace asl::observe
