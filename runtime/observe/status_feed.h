// Reads execution status changes from the journal and delivers each at least once. The position of
// delivery is kept in the journal, so that no change is lost while the target is unavailable or the
// process is down.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/observe/record_queue.h"
#include "runtime/observe/status_change.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace asl::observe {

/// Delivers on a thread of its own. All members may be called from any thread.
class StatusFeed {
public:
  /// The status change that a row describes; nullopt when the row is not a change of an execution
  /// with such events, or when the execution was removed meanwhile. After a failure the feed
  /// continues with the next row.
  using Describe = std::function<Expected<std::optional<StatusChange>>(const journal::Record &row)>;

  /// Opens the feed at the position stored under `name`, the name of the target. Without a stored
  /// position, delivers the changes from now on. `report` is as for RecordQueue. `journal` must
  /// outlive the feed.
  static Expected<std::unique_ptr<StatusFeed>>
  open(journal::Journal &journal, std::unique_ptr<Target> target, const std::string &name,
       std::function<void(const std::string &)> report);
  /// Calls `stop(0)`.
  ~StatusFeed();

  void start(Describe describe);
  /// Asks the thread to end when it has delivered all changes, and does not wait for it. Several
  /// feeds can end side by side in this way.
  void beginStop();
  /// The same, after `limit` at the latest: the next process delivers the rest. Blocks until then.
  void stop(std::chrono::milliseconds limit);
  const Counts &counts() const { return counts_; }
  /// The number of journal rows that are not processed yet.
  uint64_t behind() const;

private:
  StatusFeed(journal::Journal &journal, std::unique_ptr<Target> target, std::string document,
             std::function<void(const std::string &)> report, uint64_t position)
      : journal_(journal), target_(std::move(target)), document_(std::move(document)),
        report_(std::move(report)), position_(position), kept_(position) {}
  void run();
  Expected<bool> turn();
  Expected<bool> readOn();
  bool deliver(const StatusChange &change);
  bool deliverChanges(const journal::Record &row);
  bool deliverChange(const journal::Record &row, bool isFirstOfTwo);
  void drop(const journal::Record &row, const std::string &why);
  Expected<void> keep();
  bool sleep(std::chrono::milliseconds time);
  bool isEnding();

  journal::Journal &journal_;
  const std::unique_ptr<Target> target_;
  const std::string document_; ///< name of the cursor
  const std::function<void(const std::string &)> report_;
  Describe describe_;
  Counts counts_;
  std::atomic<uint64_t> position_; ///< number of the last row that was dealt with
  uint64_t kept_;                  ///< what the journal knows of it
  std::chrono::steady_clock::time_point keptAt_{};
  std::mutex mutex_;
  std::condition_variable changed_;
  bool isEnding_ = false;   ///< when there are no more rows
  bool isStopping_ = false; ///< at once
  bool isOver_ = false, isBroken_ = false;
  std::thread thread_;
};

} // namespace asl::observe
