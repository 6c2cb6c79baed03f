// The tables `execution`, `name` and `live` follow the journal a little later: many rows of one
// execution become one change, and changes are made in the order of the tables.
#pragma once

#include "runtime/journal/commit_queue.h"
#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/encryption.h"

#include <chrono>
#include <mutex>
#include <unordered_map>

namespace asl::journal {

/// The changes that are not in the tables yet. `find` and `hasEndedBefore` may be called from any
/// thread, the other members only by the thread that commits.
class Projection {
public:
  using Time = std::chrono::steady_clock::time_point;

  /// Adds the rows of a committed group. Takes starts and ends out of it.
  void add(std::vector<Numbered> &group, Time now);
  void add(Burst &burst, uint64_t seq, Time now);

  /// Whether enough changes have accumulated that `write` must be called.
  bool full() const;
  /// Like the above, or the oldest change is old enough.
  bool due(Time now) const { return full() || (since_ && *dueAt() <= now); }
  /// When it will be due if no more rows come.
  std::optional<Time> dueAt() const;
  bool empty() const { return changes_.empty(); }
  size_t size() const { return changes_.size(); } ///< number of executions

  /// Brings the tables up to date, within the transaction that is open in `database`; the table
  /// `name` only if `withNames`. Returns the lowest number of those that have started; nullopt:
  /// none has.
  std::optional<uint64_t> write(Database &database, const Encryption &encryption,
                                bool withNames = true) const;
  using Changes = std::unordered_map<uint64_t, Execution>;
  /// To be called after that transaction was committed. Returns what it has written.
  Changes written();

  /// An execution, as far as the tables do not show it. Without `firstSeq` its start is not known
  /// here (see `merge`).
  std::optional<Execution> find(uint64_t id) const;
  /// Whether an execution is among the changes that ended before this time. From any thread.
  bool hasEndedBefore(int64_t ms) const;

private:
  mutable std::mutex mutex_; ///< held while `changes_` changes, and by those of any thread
  Changes changes_;
  std::optional<Time> since_;
  uint64_t lastSeq_ = 0;
};

/// Puts a name into its table, unless it is there.
void writeName(Database &database, uint64_t machine, const std::string &name, uint64_t execution);

} // namespace asl::journal
