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

/// A column as it is stored. Places are made only where values are encrypted.
std::string_view sealedHash(const Encryption &encryption, const Execution &execution,
                            std::string &buffer) {
  const std::string &hash = execution.start.inputHash;
  if (!encryption.isOn())
    return hash;
  return encryption.seal(placeOf("execution.input_hash", execution.id), hash, buffer);
}

std::optional<std::string> sealedText(const Encryption &encryption, std::string_view column,
                                      uint64_t id, const std::optional<std::string> &text) {
  return text && encryption.isOn() ? encryption.sealText(placeOf(column, id), text) : text;
}

#define INTO_EXECUTION                                                                             \
  "INTO execution VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"

/// With `isShown`, the table may have the execution already.
void insertExecution(Database &database, const Encryption &encryption, const Execution &execution,
                     bool isShown) {
  const Start &start = execution.start;
  std::string hash;
  // OR FAIL: SQLite need not be able to undo the statement alone, since the transaction is rolled
  // back when it fails. Otherwise it copies each page that the statement changes.
  database.query(isShown ? "INSERT OR REPLACE " INTO_EXECUTION : "INSERT OR FAIL " INTO_EXECUTION)
      .bind(execution.id, start.machine, start.revision, start.version, start.alias, start.parent,
            start.mapRun, start.indexInParent, start.name,
            Blob{sealedHash(encryption, execution, hash)}, static_cast<int>(execution.status),
            start.startMs, execution.stopMs,
            sealedText(encryption, "execution.error", execution.id, execution.error),
            sealedText(encryption, "execution.cause", execution.id, execution.cause),
            execution.redrives, execution.redriveMs, execution.firstSeq, execution.lastSeq,
            execution.lastEvent, start.trace.empty() ? std::nullopt : std::optional(start.trace))
      .run();
}

#undef INTO_EXECUTION

void updateExecution(Database &database, const Encryption &encryption, const Execution &execution) {
  std::optional<uint32_t> redrives;
  if (execution.redriveMs)
    redrives = execution.redrives;
  std::optional<uint64_t> revision;
  if (execution.start.revision != 0)
    revision = execution.start.revision;
  database
      .query("UPDATE OR FAIL execution SET status = ?2, stop_ms = ?3, error = ?4, cause = ?5, "
             "redrives = coalesce(?6, redrives), redrive_ms = coalesce(?7, redrive_ms), "
             "last_seq = ?8, last_event = ?9, revision = coalesce(?10, revision) WHERE id = ?1")
      .bind(execution.id, static_cast<int>(execution.status), execution.stopMs,
            sealedText(encryption, "execution.error", execution.id, execution.error),
            sealedText(encryption, "execution.cause", execution.id, execution.cause), redrives,
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

void writeNames(Database &database, std::vector<const Execution *> started) {
  std::ranges::sort(started, [](const Execution *a, const Execution *b) {
    return std::tie(a->start.machine, a->start.name) < std::tie(b->start.machine, b->start.name);
  });
  for (const Execution *execution : started)
    writeName(database, execution->start.machine, execution->start.name, execution->id);
}

} // namespace

void writeName(Database &database, uint64_t machine, const std::string &name, uint64_t execution) {
  database.query("INSERT OR IGNORE INTO name VALUES (?, ?, ?)")
      .bind(machine, name, execution)
      .run();
}

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

std::optional<uint64_t> Projection::write(Database &database, const Encryption &encryption,
                                          bool withNames) const {
  Statement &mark = database.query("SELECT applied FROM owner").bind();
  uint64_t applied = mark.row() ? mark.number(0) : 0;
  mark.reset();
  std::vector<const Execution *> changed, started;
  changed.reserve(changes_.size());
  started.reserve(changes_.size());
  for (const auto &[id, execution] : changes_)
    changed.push_back(&execution);
  std::ranges::sort(changed, {}, &Execution::id);
  for (const Execution *execution : changed) {
    // Another process may have shown it meanwhile, and did not know that it has ended.
    bool isShown = execution->firstSeq <= applied;
    if (execution->firstSeq != 0) {
      insertExecution(database, encryption, *execution, isShown);
      started.push_back(execution);
    } else if (execution->status != Status::Running || execution->redriveMs) {
      updateExecution(database, encryption, *execution);
    }
    if (isShown || execution->status == Status::Running)
      writeLive(database, *execution);
  }
  std::optional<uint64_t> lowest;
  if (!started.empty())
    lowest = started.front()->id;
  if (withNames)
    writeNames(database, std::move(started));
  uint64_t lastExecution = changed.empty() ? 0 : changed.back()->id;
  database
      .query("UPDATE owner SET applied = max(applied, ?), last_execution = max(last_execution, ?)")
      .bind(lastSeq_, lastExecution)
      .run();
  return lowest;
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
