// Execution status changes, read from the journal and delivered at least once: how far they were
// delivered is kept in the journal, so that nothing is lost while the target is away or the process
// is.
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

/// With a thread of its own. Any thread.
class StatusFeed {
public:
  /// What a row changed, when it is a change of an execution that has such events. Nothing when the
  /// execution was removed meanwhile. After a failure the feed goes on with the next row.
  using Describe = std::function<Expected<std::optional<StatusChange>>(const journal::Record &row)>;

  /// Finds the place to which the feed was delivered, or makes it: then changes from now on are
  /// delivered. `name` is that of the target, `report` as for RecordQueue. `journal` must outlive
  /// it.
  static Expected<std::unique_ptr<StatusFeed>>
  open(journal::Journal &journal, std::unique_ptr<Target> target, const std::string &name,
       std::function<void(const std::string &)> report);
  /// As `stop(0)`.
  ~StatusFeed();

  void start(Describe describe);
  /// Delivers what there is, for at most `limit`, and ends. The next process delivers the rest.
  void stop(std::chrono::milliseconds limit);
  const Counts &counts() const { return counts_; }
  /// Rows of the journal that were not looked at yet.
  uint64_t behind() const;

private:
  StatusFeed(journal::Journal &journal, std::unique_ptr<Target> target, std::string document,
             std::function<void(const std::string &)> report, uint64_t position)
      : journal_(journal), target_(std::move(target)), document_(std::move(document)),
        report_(std::move(report)), position_(position), kept_(position) {}
  void run();
  Expected<bool> readOn();
  bool deliver(const StatusChange &change);
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
