// Changes are written in the order of execution numbers, names in the order of names, so that
// neighbouring entries change the same pages.
#include "runtime/journal/sqlite/projection.h"

#include "runtime/journal/fold.h"

#include <algorithm>
#include <utility>

namespace asl::journal {
namespace {

/// More would be written a little faster, but all that commit wait for it.
constexpr size_t maxChanges = 500;
constexpr std::chrono::milliseconds maxAge{500};

/// A value of this column, as it is stored.
std::optional<std::string> sealed(const Encryption &encryption, std::string_view column,
                                  uint64_t execution, const std::optional<std::string> &value) {
  return value && encryption.isOn() ? encryption.sealText(placeOf(column, execution), value)
                                    : value;
}

void insertExecution(Database &database, const Encryption &encryption, const Execution &execution) {
  const Start &start = execution.start;
  std::string hash;
  database
      .query("INSERT OR REPLACE INTO execution VALUES "
             "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(execution.id, start.machine, start.revision, start.version, start.alias, start.parent,
            start.mapRun, start.mapIndex, start.name,
            Blob{encryption.seal(placeOf("execution.input_hash", execution.id), start.inputHash,
                                 hash)},
            static_cast<int>(execution.status), start.startMs, execution.stopMs,
            sealed(encryption, "execution.error", execution.id, execution.error),
            sealed(encryption, "execution.cause", execution.id, execution.cause),
            execution.redrives, execution.redriveMs, execution.firstSeq, execution.lastSeq,
            execution.lastEvent, start.trace.empty() ? std::nullopt : std::optional(start.trace))
      .run();
}

void updateExecution(Database &database, const Encryption &encryption, const Execution &execution) {
  std::optional<uint32_t> redrives;
  if (execution.redriveMs)
    redrives = execution.redrives;
  std::optional<uint64_t> revision;
  if (execution.start.revision != 0)
    revision = execution.start.revision;
  database
      .query("UPDATE execution SET status = ?2, stop_ms = ?3, error = ?4, cause = ?5, "
             "redrives = coalesce(?6, redrives), redrive_ms = coalesce(?7, redrive_ms), "
             "last_seq = ?8, last_event = ?9, revision = coalesce(?10, revision) WHERE id = ?1")
      .bind(execution.id, static_cast<int>(execution.status), execution.stopMs,
            sealed(encryption, "execution.error", execution.id, execution.error),
            sealed(encryption, "execution.cause", execution.id, execution.cause), redrives,
            execution.redriveMs, execution.lastSeq, execution.lastEvent, revision)
      .run();
}

void writeLive(Database &database, const Execution &execution) {
  if (execution.status == Status::Running)
    database.query("INSERT OR REPLACE INTO live VALUES (?, ?, ?, ?, ?)")
        .bind(execution.id, execution.lastSeq, execution.lastEvent, execution.dueMs,
              execution.sleeps ? 1 : 0)
        .run();
  else
    database.query("DELETE FROM live WHERE execution = ?").bind(execution.id).run();
}

} // namespace

void Projection::add(std::vector<Numbered> &group, Time now) {
  std::lock_guard lock(mutex_);
  for (Numbered &numbered : group)
    for (size_t i = 0; i < numbered.batch.bursts.size(); ++i)
      add(numbered.batch.bursts[i], numbered.firstSeq + i, now);
}

void Projection::add(Burst &burst, uint64_t seq, Time now) {
  fold(changes_[burst.execution], burst, seq);
  lastSeq_ = seq;
  if (!since_)
    since_ = now;
}

bool Projection::full() const { return changes_.size() >= maxChanges; }

std::optional<Projection::Time> Projection::dueAt() const {
  return since_ ? std::optional(*since_ + maxAge) : std::nullopt;
}

void Projection::write(Database &database, const Encryption &encryption) const {
  std::vector<const Execution *> changed, started;
  changed.reserve(changes_.size());
  started.reserve(changes_.size());
  for (const auto &[id, execution] : changes_)
    changed.push_back(&execution);
  std::ranges::sort(changed, {}, &Execution::id);
  for (const Execution *execution : changed) {
    if (execution->firstSeq != 0) {
      insertExecution(database, encryption, *execution);
      started.push_back(execution);
    } else if (execution->status != Status::Running || execution->redriveMs) {
      updateExecution(database, encryption, *execution);
    }
    // Also when it starts and ends in one batch: another process may have shown it meanwhile.
    writeLive(database, *execution);
  }
  std::ranges::sort(started, [](const Execution *a, const Execution *b) {
    return std::tie(a->start.machine, a->start.name) < std::tie(b->start.machine, b->start.name);
  });
  for (const Execution *execution : started)
    database.query("INSERT OR IGNORE INTO name VALUES (?, ?, ?)")
        .bind(execution->start.machine, execution->start.name, execution->id)
        .run();
  uint64_t lastExecution = changed.empty() ? 0 : changed.back()->id;
  database
      .query("UPDATE owner SET applied = max(applied, ?), last_execution = max(last_execution, ?)")
      .bind(lastSeq_, lastExecution)
      .run();
}

Projection::Changes Projection::written() {
  std::lock_guard lock(mutex_);
  since_.reset();
  return std::exchange(changes_, {});
}

std::optional<Execution> Projection::find(uint64_t id) const {
  std::lock_guard lock(mutex_);
  auto found = changes_.find(id);
  return found == changes_.end() ? std::nullopt : std::optional(found->second);
}

bool Projection::hasEndedBefore(int64_t ms) const {
  std::lock_guard lock(mutex_);
  return std::ranges::any_of(
      changes_, [&](const auto &change) { return change.second.stopMs.value_or(INT64_MAX) < ms; });
}

} // namespace asl::journal
