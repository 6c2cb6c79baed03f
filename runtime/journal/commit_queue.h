// Group commit without a timer: whoever finds nobody committing commits; what comes meanwhile is
// committed together.
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
    std::optional<Time> choresAt{}; ///< when `chores` shall be called if no more groups come
  };
  virtual ~GroupWriter() = default;
  /// Makes all of `group` durable, or nothing. Stalled: the same group comes again later.
  virtual Result write(std::vector<Numbered> &group) = 0;
  /// Work for an idle moment.
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
  /// Commits what waits, except on a storage that is stalled: these batches end as Broken.
  ~CommitQueue();

  void submit(Batch batch, Journal::Done done, Caller caller);
  /// Runs `action` while nobody commits. Not from within `done`.
  void exclusively(const std::function<void()> &action);
  /// Lets every commit from now on fail in this way. For writes outside of groups.
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
  bool committing_ = false; ///< somebody uses the writer
  bool stopping_ = false;
  unsigned exclusive_ = 0; ///< callers of `exclusively` that wait
  GroupWriter::Time threadWakesAt_ = GroupWriter::Time::min(); ///< in the future while it sleeps
  std::optional<CommitResult> failed_;
  std::optional<GroupWriter::Time> retryAt_, choresAt_;
  std::thread thread_;
};

} // namespace asl::journal
