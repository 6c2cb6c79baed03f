// Group commit without a timer: a caller that finds no commit in progress commits; batches that
// arrive meanwhile are committed together next.
#pragma once

#include "runtime/journal/journal.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>

namespace asl::journal {

/// A numbered batch on its way to the storage.
struct Numbered {
  Batch batch;
  uint64_t firstSeq = 0;       ///< of its first burst
  std::vector<uint64_t> prevs; ///< of each burst: the execution's row before
  Journal::Done done;
};

/// Writes groups of batches. Called by one thread at a time.
class GroupWriter {
public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Outcome : uint8_t { Durable, OwnerLost, Broken, Stalled };
  struct Result {
    Outcome outcome = Outcome::Durable;
    std::string message{};
    std::optional<Time> choresAt{}; ///< when to call `chores` if no further group arrives
  };
  virtual ~GroupWriter() = default;
  /// Makes all of `group` durable, or nothing. After Stalled, it is called again with the same
  /// group.
  virtual Result write(std::vector<Numbered> &group) = 0;
  /// Does deferred work while no group is waiting.
  virtual Result chores() = 0;
};

/// Numbers batches and hands them in groups to a writer. All members may be called from any
/// thread.
class CommitQueue {
public:
  struct Options {
    uint64_t lastSeq = 0; ///< the last number that was given
    /// Commits of busy callers, groups that others leave behind, tries after a stall and chores
    /// get a thread. Without it, all of that happens on the threads that commit.
    bool thread = true;
    std::chrono::milliseconds stallDelay{200}; ///< between two tries
  };
  /// `writer` must outlive the queue.
  CommitQueue(GroupWriter &writer, Options options);
  /// Commits the queued batches. On a stalled storage they end as Broken instead.
  ~CommitQueue();

  void submit(Batch batch, Journal::Done done, Caller caller);
  /// Runs `action` while no commit is in progress. Must not be called from `done`.
  void exclusively(const std::function<void()> &action);
  /// Makes every commit from now on fail in this way. For failures of writes outside of groups.
  void fail(CommitStatus status, const std::string &message);

private:
  using Lock = std::unique_lock<std::mutex>;
  void number(Numbered &numbered);
  std::vector<Numbered> takeGroup();
  void commitGroup(Lock &lock);
  void finish(std::vector<Numbered> &group, const CommitResult &result);
  void released();
  void runThread();
  void sleepUntil(Lock &lock, GroupWriter::Time time);
  void runChores(Lock &lock);

  GroupWriter &writer_;
  const Options options_;
  std::mutex mutex_;
  std::condition_variable threadWanted_, committed_;
  std::deque<Numbered> queue_;
  uint64_t lastSeq_;
  bool committing_ = false; ///< the writer is in use
  bool stopping_ = false;
  unsigned exclusive_ = 0; ///< callers of `exclusively` that wait
  GroupWriter::Time threadWakesAt_ = GroupWriter::Time::min(); ///< in the future while it sleeps
  std::optional<CommitResult> failed_;
  std::optional<GroupWriter::Time> retryAt_, choresAt_;
  std::thread thread_;
};

} // namespace asl::journal
