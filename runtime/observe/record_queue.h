// Records on their way to a target. Whoever makes them never waits.
#pragma once

#include "runtime/observe/target.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <mutex>
#include <thread>

namespace asl::observe {

/// How long to wait after so many failures in a row: from 0.1 s to 30 s, doubled each time.
std::chrono::milliseconds delayAfter(unsigned failures);

/// After so many refusals in a row records are given up.
inline constexpr unsigned mostRefusals = 5;

/// What became of records.
struct Counts {
  std::atomic<uint64_t> delivered{0};
  std::atomic<uint64_t> dropped{0};  ///< there was no room, or the target refused them
  std::atomic<uint64_t> failures{0}; ///< deliveries that failed; most are tried again
};

/// Delivers with a thread of its own, several records at once. When the target is away it is tried
/// again, and what has no room meanwhile is dropped and counted. Any thread.
class RecordQueue {
public:
  /// `report` gets a line when the target fails and when it works again, when records begin to be
  /// dropped, and then how many were. Called on any thread, also two at once.
  RecordQueue(std::unique_ptr<Target> target, std::string name,
              std::function<void(const std::string &)> report);
  /// As `stop(0)`.
  ~RecordQueue();

  void push(std::string record);
  /// Lets the records that wait be delivered, for at most `limit`, and ends.
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
  uint64_t missing_ = 0;    ///< dropped for want of room and not reported yet
  bool isStopping_ = false, isOver_ = false, isBroken_ = false;
  std::thread thread_;
};

} // namespace asl::observe
