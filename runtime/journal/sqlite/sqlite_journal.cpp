// The owner of a journal's file: the one connection that writes.
#include "runtime/journal/sqlite/sqlite_journal.h"

#include "runtime/journal/commit_queue.h"
#include "runtime/journal/sqlite/gathering_vfs.h"
#include "runtime/journal/sqlite/name_backlog.h"
#include "runtime/journal/sqlite/names.h"
#include "runtime/journal/sqlite/opening.h"
#include "runtime/journal/sqlite/owner_lock.h"
#include "runtime/journal/sqlite/projection.h"
#include "runtime/journal/sqlite/removal.h"
#include "runtime/journal/sqlite/schema.h"
#include "runtime/journal/sqlite/sealed_row.h"
#include "runtime/journal/sqlite/sqlite_reader.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <array>
#include <atomic>

namespace asl::journal {
namespace {

/// So many names are put into their table together. They are in memory, and are read at opening.
constexpr size_t enoughNames = 65536;
/// So many of them in one transaction, while others commit and while nobody does.
constexpr size_t someNames = 500, manyNames = 2000;
constexpr std::chrono::milliseconds untilMoreNames{500};

class SqliteJournal final : public Journal, public SqliteReader, GroupWriter {
public:
  SqliteJournal(const std::string &path, SqliteOptions options, OwnerLock lock,
                std::unique_ptr<Database> database, const Found &found, Encryption encryption)
      : SqliteReader(path, options.vfs, std::move(encryption)), options_(std::move(options)),
        lock_(std::move(lock)), database_(std::move(database)), epoch_(found.epoch),
        lastExecution_(found.lastExecution), lastDocument_(found.lastDocument),
        nameless_(found.nameless),
        queue_(*this, {found.lastSeq, options_.thread, options_.retryDelay}) {
    auto holdsNames = names_.lock();
    for (const GivenName &one : found.unnamed) {
      names_.take(one.machine, one.name, one.execution, "");
      backlog_.add(one);
    }
  }
  ~SqliteJournal() override { closeConnections(); }

  void commit(Batch batch, Done done, Caller caller) override;
  Expected<Claim> claim(uint64_t machine, const std::string &name,
                        const std::string &inputHash) override;
  void release(uint64_t machine, const std::string &name) override {
    auto lock = names_.lock();
    names_.erase(machine, name);
  }
  uint64_t newExecution() override { return ++lastExecution_; }
  uint64_t newDocument() override { return ++lastDocument_; }
  Expected<std::optional<uint64_t>> find(uint64_t machine, std::string_view name) const override;
  Expected<uint64_t> addRevision(const Revision &revision) override;
  Expected<uint64_t> putDocument(DocumentKind kind, const std::string &name,
                                 const std::string &body) override;
  Expected<uint64_t> removeEnded(int64_t endedBeforeMs, unsigned limit) override;
  Expected<uint64_t> compact(unsigned pages) override;

protected:
  std::optional<Execution> notYetShown(uint64_t execution) const override {
    return projection_.find(execution);
  }
  Expected<void> showAll() const override;
  int64_t nowMs() const override {
    return options_.nowMs ? options_.nowMs() : SqliteReader::nowMs();
  }

private:
  // As GroupWriter.
  Result write(std::vector<Numbered> &group) override;
  Result chores() override;

  Result transact(const std::function<void()> &body);
  Expected<uint64_t> writeAlone(const std::function<uint64_t()> &body);
  Failure fail(const Result &result) const;
  Expected<bool> hasOld(int64_t endedBeforeMs) const;
  void insert(const Numbered &numbered);
  void insertRow(const Burst &burst, uint64_t seq, uint64_t prev);
  void change(const DocumentChange &change);
  Expected<const std::string *> highestName(uint64_t machine);
  Expected<void> checkNameless();
  Expected<void> checkGone(uint64_t machine, const std::string &name) const;
  size_t writeNames(size_t most, std::optional<uint64_t> lowest);
  void shown(bool withNames, size_t named);

  const SqliteOptions options_;
  OwnerLock lock_;
  std::unique_ptr<Database> database_; ///< used by whoever commits
  const uint64_t epoch_;
  std::atomic<uint64_t> lastExecution_, lastDocument_;
  std::vector<uint64_t> nameless_; ///< guarded as the names
  Names names_;
  Projection projection_;
  NameBacklog backlog_;
  bool stalled_ = false;
  /// There may be children of map runs whose parents were removed.
  std::atomic<bool> mayHaveOrphans_ = true;
  std::atomic<bool> mustFindGoneRuns_ = true; ///< those that an earlier process has left
  std::vector<GoneRun> goneRuns_;             ///< for the thread that writes
  mutable CommitQueue queue_;                 ///< last: it uses the others until it is gone
};

void SqliteJournal::commit(Batch batch, Done done, Caller caller) {
  for (const Burst &burst : batch.bursts)
    if (burst.start) {
      auto lock = names_.lock();
      names_.take(burst.start->machine, burst.start->name, burst.execution, burst.start->inputHash);
    }
  queue_.submit(std::move(batch), std::move(done), caller);
}

GroupWriter::Result SqliteJournal::write(std::vector<Numbered> &group) {
  auto now = std::chrono::steady_clock::now();
  bool show = options_.thread ? projection_.due(now) : projection_.full();
  bool nothing = std::ranges::all_of(group, [](const Numbered &one) { return one.batch.empty(); });
  Result result;
  size_t named = 0;
  if (!nothing || show)
    result = transact([&] {
      for (const Numbered &numbered : group)
        insert(numbered);
      if (show) {
        backlog_.sort(enoughNames);
        auto lowest = projection_.write(*database_, encryption(), /*withNames=*/false);
        named = writeNames(std::max(someNames, projection_.size()), lowest);
      }
      if (options_.bug == PlantedBug::AnswerBeforeCommit)
        for (Numbered &numbered : group)
          std::exchange(numbered.done, nullptr)({CommitStatus::Durable, numbered.firstSeq, {}});
    });
  if (options_.stalled && (result.outcome == Outcome::Stalled || stalled_))
    options_.stalled(result.message);
  stalled_ = result.outcome == Outcome::Stalled;
  if (result.outcome == Outcome::Durable) {
    if (show)
      shown(/*withNames=*/false, named);
    projection_.add(group, now);
    result.choresAt = projection_.dueAt();
    if (!result.choresAt && !backlog_.empty())
      result.choresAt = now + untilMoreNames;
  }
  return result;
}

GroupWriter::Result SqliteJournal::chores() {
  Result result;
  size_t named = 0;
  if (!projection_.empty() || !backlog_.empty())
    result = transact([&] {
      backlog_.sort(1);
      if (!projection_.empty())
        projection_.write(*database_, encryption());
      named = writeNames(manyNames, std::nullopt);
    });
  auto now = std::chrono::steady_clock::now();
  if (result.outcome == Outcome::Durable) {
    shown(/*withNames=*/true, named);
    if (!backlog_.empty())
      result.choresAt = now + untilMoreNames;
  } else if (result.outcome == Outcome::Stalled) {
    result.choresAt = now + options_.retryDelay;
  }
  return result;
}

/// Puts the next names of the backlog into their table, and notes what it lacks: also the names of
/// executions from `lowest` on. Returns how many of the backlog are done.
size_t SqliteJournal::writeNames(size_t most, std::optional<uint64_t> lowest) {
  std::span<const GivenName> next = backlog_.next(most);
  std::vector<const GivenName *> held;
  held.reserve(next.size());
  {
    auto lock = names_.lock();
    for (const GivenName &one : next)
      // Otherwise the execution was removed meanwhile.
      if (auto *entry = names_.find(one.machine, one.name);
          entry && entry->execution == one.execution)
        held.push_back(&one);
  }
  for (const GivenName *one : held)
    writeName(*database_, one->machine, one->name, one->execution);
  if (auto before = backlog_.lowest(next.size()))
    lowest = std::min(*before, lowest.value_or(*before));
  database_->query("UPDATE owner SET unnamed = ?").bind(lowest).run();
  return next.size();
}

/// The tables show everything, the table `name` only if `withNames`, and `named` more names of the
/// backlog. What it has need not be kept here any longer.
void SqliteJournal::shown(bool withNames, size_t named) {
  Projection::Changes written = projection_.written();
  auto lock = names_.lock();
  for (const GivenName &one : backlog_.next(named))
    names_.erase(one.machine, one.name, one.execution);
  backlog_.done(named);
  for (auto &[id, execution] : written)
    if (execution.firstSeq != 0 && withNames)
      names_.erase(execution.start.machine, execution.start.name, id);
    else if (execution.firstSeq != 0)
      backlog_.add({execution.start.machine, std::move(execution.start.name), id});
}

/// Runs `body` in a transaction, unless the journal has another owner.
GroupWriter::Result SqliteJournal::transact(const std::function<void()> &body) {
  Database &database = *database_;
  database.clearError();
  database.query("BEGIN IMMEDIATE").bind().run();
  Statement &owner = database.query("SELECT epoch FROM owner").bind();
  bool ours = owner.row() && owner.number(0) == epoch_;
  owner.reset();
  if (!ours && !database.failed()) {
    database.rollback();
    return {Outcome::OwnerLost, "another process has taken the journal over", {}};
  }
  if (!database.failed())
    body();
  database.query("COMMIT").bind().run();
  if (!database.failed())
    return {};
  database.rollback();
  dropGathered(database.handle());
  return {database.mayPass() ? Outcome::Stalled : Outcome::Broken, database.error(), {}};
}

void SqliteJournal::insert(const Numbered &numbered) {
  const Batch &batch = numbered.batch;
  for (size_t i = 0; i < batch.bursts.size(); ++i)
    insertRow(batch.bursts[i], numbered.firstSeq + i, numbered.prevs[i]);
  for (const ActivityTask &task : batch.madeTasks)
    database_->query("INSERT INTO activity_task (activity, execution, event) VALUES (?, ?, ?)")
        .bind(task.activity, task.execution, task.event)
        .run();
  for (const ActivityTask &task : batch.takenTasks)
    database_->query("DELETE FROM activity_task WHERE execution = ? AND event = ?")
        .bind(task.execution, task.event)
        .run();
  for (const DocumentChange &one : batch.documents)
    change(one);
  for (const Answer &answer : batch.answers)
    database_->query("UPDATE inbox SET answer = ? WHERE id = ?")
        .bind(encryption().sealText(placeOf("inbox.answer", answer.command), answer.text),
              answer.command)
        .run();
}

void SqliteJournal::insertRow(const Burst &burst, uint64_t seq, uint64_t prev) {
  SealedRow row(encryption(), burst, seq, prev);
  const RowHead &head = row.head();
  std::optional<uint64_t> before;
  if (prev != 0)
    before = prev;
  database_->query("INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(seq, burst.execution, before, head.firstEvent, head.events, head.dueMs,
            static_cast<int>(head.codec), row.checksum(), row.meta(), row.record())
      .run();
}

void SqliteJournal::change(const DocumentChange &change) {
  auto kind = static_cast<int>(change.kind);
  if (!change.body) {
    database_->query("DELETE FROM document WHERE kind = ? AND name = ?")
        .bind(kind, change.name)
        .run();
    return;
  }
  int64_t now = nowMs();
  database_->query("UPDATE document SET body = ?3, changed_ms = ?4 WHERE kind = ?1 AND name = ?2")
      .bind(kind, change.name, *change.body, now)
      .run();
  if (database_->changes() == 0)
    database_->query("INSERT INTO document VALUES (?, ?, ?, ?, ?)")
        .bind(change.id != 0 ? change.id : newDocument(), kind, change.name, *change.body, now)
        .run();
}

/// With the lock of the names: no name of the machine is above it. The first time the table says
/// it. Names in the order of time need not be looked up.
Expected<const std::string *> SqliteJournal::highestName(uint64_t machine) {
  if (const std::string *known = names_.highest(machine))
    return known;
  auto found = SqliteReader::highestName(machine);
  if (!found)
    return found.failure();
  return &names_.setHighest(machine, *std::move(found));
}

/// With the lock of the names: a name is free only when no execution may have it whose name cannot
/// be read. One that has been stopped does not count any more.
Expected<void> SqliteJournal::checkNameless() {
  while (!nameless_.empty()) {
    auto execution = describe(nameless_.back());
    if (!execution)
      return execution.failure();
    if (*execution && (*execution)->status == Status::Running)
      return Failure{"the name of execution " + std::to_string(nameless_.back()) +
                     " cannot be read, so that it may be this one: stop `" +
                     (*execution)->start.name + "` before others are started"};
    nameless_.pop_back();
  }
  return {};
}

/// With the lock of the names: the table has the name of an execution that is not there. Either
/// both have been removed meanwhile, or the execution is damaged and keeps its name.
Expected<void> SqliteJournal::checkGone(uint64_t machine, const std::string &name) const {
  auto holder = findNamed(machine, name);
  if (!holder || !*holder)
    return holder ? Expected<void>() : holder.failure();
  auto execution = describe(**holder);
  if (!execution)
    return execution.failure();
  if (*execution)
    return {};
  return Failure{"the name `" + name + "` belongs to execution " + std::to_string(**holder) +
                 ", which the table `execution` lacks: restore a backup"};
}

Expected<Claim> SqliteJournal::claim(uint64_t machine, const std::string &name,
                                     const std::string &inputHash) {
  auto lock = names_.lock();
  std::optional<uint64_t> holder;
  const Names::Entry *entry = names_.find(machine, name);
  if (entry) {
    holder = entry->execution;
  } else {
    auto highest = highestName(machine);
    if (!highest)
      return highest.failure();
    if (name <= **highest) {
      auto found = findNamed(machine, name);
      if (!found)
        return found.failure();
      holder = *found;
    }
  }
  Expected<std::optional<Execution>> execution = std::optional<Execution>();
  if (holder)
    execution = describe(*holder);
  if (!execution)
    return execution.failure();
  bool committed = execution->has_value();
  if (holder && !committed && !entry)
    if (Expected<void> isGone = checkGone(machine, name); !isGone)
      return isGone.failure();
  if (!committed && !entry) { // it is free, or was in the table and has been removed meanwhile
    if (Expected<void> isFree = checkNameless(); !isFree)
      return isFree.failure();
    uint64_t number = newExecution();
    names_.take(machine, name, number, inputHash);
    return Claim{Claim::Kind::New, number, false};
  }
  const std::string &hash = committed ? (*execution)->start.inputHash : entry->inputHash;
  bool same = hash == inputHash && (!committed || (*execution)->status == Status::Running);
  return Claim{same ? Claim::Kind::Same : Claim::Kind::Different, *holder, committed};
}

Expected<std::optional<uint64_t>> SqliteJournal::find(uint64_t machine,
                                                      std::string_view name) const {
  auto lock = names_.lock();
  const Names::Entry *entry = names_.find(machine, name);
  if (!entry)
    return findNamed(machine, name);
  auto execution = describe(entry->execution);
  if (!execution)
    return execution.failure();
  return *execution ? std::optional(entry->execution) : std::nullopt;
}

Expected<void> SqliteJournal::showAll() const {
  auto &self = const_cast<SqliteJournal &>(*this);
  Result result;
  queue_.exclusively([&] {
    if (!projection_.empty())
      result = self.chores();
  });
  if (result.outcome == Outcome::Durable)
    return {};
  return fail(result);
}

/// Brings the tables up to date and then runs `body` in a transaction of its own.
Expected<uint64_t> SqliteJournal::writeAlone(const std::function<uint64_t()> &body) {
  uint64_t value = 0;
  Result result;
  queue_.exclusively([&] {
    if (!projection_.empty())
      result = chores();
    if (result.outcome == Outcome::Durable)
      result = transact([&] { value = body(); });
  });
  if (result.outcome == Outcome::Durable)
    return value;
  return fail(result);
}

/// What went wrong outside of a commit stops commits too, unless it may pass.
Failure SqliteJournal::fail(const Result &result) const {
  if (result.outcome == Outcome::OwnerLost)
    queue_.fail(CommitStatus::OwnerLost, result.message);
  if (result.outcome == Outcome::Broken)
    queue_.fail(CommitStatus::Broken, result.message);
  return {result.message};
}

Expected<uint64_t> SqliteJournal::addRevision(const Revision &revision) {
  auto known = findRevision(revision.sha256, revision.machine);
  if (!known)
    return known.failure();
  if (*known)
    return **known;
  return writeAlone([&] {
    std::string numbering;
    database_
        ->query("INSERT INTO revision (machine, sha256, definition, numbering, at_ms) "
                "VALUES (?, ?, ?, ?, ?)")
        .bind(revision.machine, Blob{revision.sha256},
              encryption().sealText(placeOf("revision.definition", revision), revision.definition),
              Blob{encryption().seal(placeOf("revision.numbering", revision), revision.numbering,
                                     numbering)},
              nowMs())
        .run();
    return database_->lastRow();
  });
}

Expected<uint64_t> SqliteJournal::putDocument(DocumentKind kind, const std::string &name,
                                              const std::string &body) {
  return writeAlone([&] {
    change({kind, name, body, 0});
    Statement &row = database_->query("SELECT id FROM document WHERE kind = ? AND name = ?")
                         .bind(static_cast<int>(kind), name);
    uint64_t id = row.row() ? row.number(0) : 0;
    row.reset();
    return id;
  });
}

/// Whether `removeEnded` has something to do. To look costs nothing; a transaction that changes
/// nothing makes commits wait.
Expected<bool> SqliteJournal::hasOld(int64_t endedBeforeMs) const {
  if (mayHaveOrphans_ || projection_.hasEndedBefore(endedBeforeMs))
    return true;
  auto database = reading();
  bool found = hasOldExecution(*database, endedBeforeMs);
  if (database->failed())
    return Failure{database->error()};
  return found;
}

Expected<uint64_t> SqliteJournal::removeEnded(int64_t endedBeforeMs, unsigned limit) {
  if (Expected<bool> old = hasOld(endedBeforeMs); !old || !*old)
    return old ? Expected<uint64_t>(uint64_t(0)) : old.failure();
  std::vector<OldExecution> old;
  std::unique_lock<std::mutex> lock; // of the names, if some of them are not in their table
  Expected<uint64_t> result = writeAlone([&] {
    if (mustFindGoneRuns_.exchange(false))
      goneRuns_ = findGoneRuns(*database_);
    old = removeOld(*database_, endedBeforeMs, limit, goneRuns_);
    mayHaveOrphans_ = !goneRuns_.empty();
    lock = names_.lock();
    if (std::ranges::none_of(
            old, [&](const OldExecution &one) { return names_.find(one.machine, one.name); }))
      lock.unlock();
    database_->query("DELETE FROM inbox WHERE answer IS NOT NULL AND at_ms < ?")
        .bind(endedBeforeMs)
        .run();
    return uint64_t(old.size());
  });
  if (!result)
    mayHaveOrphans_ = mustFindGoneRuns_ = true;
  if (result && lock.owns_lock())
    for (const OldExecution &one : old)
      names_.erase(one.machine, one.name, one.id);
  return result;
}

Expected<uint64_t> SqliteJournal::compact(unsigned pages) {
  return writeAlone([&] {
    if (pages > 0) // SQLite takes 0 for all
      database_->execute("PRAGMA incremental_vacuum(" + std::to_string(pages) + ")");
    return std::stoull("0" + database_->value("PRAGMA freelist_count"));
  });
}

} // namespace

Expected<std::unique_ptr<Journal>> openSqliteJournal(const std::string &path,
                                                     SqliteOptions options) {
  OwnerLock lock;
  if (!options.vfs) {
    auto acquired = OwnerLock::acquire(path, options.takeOver);
    if (!acquired)
      return acquired.failure();
    lock = *std::move(acquired);
  }
  const char *vfs = options.gatherWrites ? gatheringVfs(options.vfs) : options.vfs;
  auto database = Database::open(path, Database::Access::Create, vfs, options.busyMs);
  if (database->failed())
    return Failure{database->error()};
  int64_t nowMs = options.nowMs ? options.nowMs() : systemMs();
  if (auto good = configure(*database, options); !good)
    return good.failure();
  if (auto good = migrate(*database, nowMs); !good)
    return good.failure();
  auto encryption = Encryption::openOrBegin(*database, options.keyFile);
  if (!encryption)
    return encryption.failure();
  auto found = own(*database, *encryption, nowMs);
  if (!found)
    return found.failure();
  database->execute("PRAGMA shrink_memory"); // to look at whole tables has filled its cache
  return std::unique_ptr<Journal>(std::make_unique<SqliteJournal>(
      path, std::move(options), std::move(lock), std::move(database), *found, *encryption));
}

} // namespace asl::journal
