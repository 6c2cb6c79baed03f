// Rows and small tables. Lists of executions are in sqlite_list.cpp, the check of everything and
// backups in maintenance.cpp.
#include "runtime/journal/sqlite/sqlite_reader.h"

#include "runtime/journal/chain.h"
#include "runtime/journal/fold.h"
#include "runtime/journal/sqlite/owner_lock.h"
#include "runtime/journal/sqlite/record_rows.h"
#include "runtime/journal/sqlite/schema.h"
#include "runtime/journal/sqlite/show_rest.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/support/system_time.h"

#include <algorithm>

namespace asl::journal {
namespace {

/// `value`, or the error of the database.
template <typename T> Expected<T> orFailure(Database &database, T value) {
  if (database.failed())
    return Failure{database.error()};
  return value;
}

Document documentOf(Statement &row) {
  return {row.number(0), static_cast<DocumentKind>(row.integer(1)), row.text(2), row.text(3),
          row.integer(4)};
}

std::optional<Document> oneDocument(Statement &row) {
  if (!row.row())
    return std::nullopt;
  Document document = documentOf(row);
  row.reset();
  return document;
}

/// Those that run and that the table `live` lacks. To look for them takes as long as to read it.
void eachLacking(Database &database, const std::function<void(const Live &)> &each) {
  Statement &rows =
      database
          .query("SELECT id, machine, revision FROM execution WHERE map_run IS NULL AND status = 0 "
                 "AND NOT EXISTS (SELECT 1 FROM live WHERE execution = id) ORDER BY id")
          .bind();
  while (rows.row()) {
    Live live;
    live.execution = rows.number(0);
    live.machine = rows.number(1);
    live.revision = rows.number(2);
    each(live);
  }
}

std::optional<uint64_t> oneNumber(Statement &row) {
  if (!row.row())
    return std::nullopt;
  std::optional<uint64_t> number = row.optionalNumber(0);
  row.reset();
  return number;
}

} // namespace

std::string placeOf(std::string_view column, const Revision &revision) {
  return std::string(column) + ' ' + revision.machine + ' ' + revision.sha256;
}

Expected<void> openRevision(const Encryption &encryption, Revision &revision) {
  auto definition =
      encryption.openText(placeOf("revision.definition", revision), revision.definition);
  if (!definition)
    return definition.failure();
  auto numbering = encryption.open(placeOf("revision.numbering", revision), revision.numbering);
  if (!numbering)
    return numbering.failure();
  revision.definition = *std::move(definition);
  revision.numbering = *std::move(numbering);
  return {};
}

Connections::Loan Connections::take() {
  std::unique_ptr<Database> database;
  {
    std::lock_guard lock(mutex_);
    if (!free_.empty()) {
      database = std::move(free_.back());
      free_.pop_back();
    }
  }
  if (!database) {
    database = Database::open(path_, Database::Access::ReadWrite, vfs_);
    database->execute("PRAGMA synchronous = FULL"); // for `send`
  }
  return Loan(*this, std::move(database));
}

void Connections::giveBack(std::unique_ptr<Database> database) {
  if (database->failed())
    return;
  std::lock_guard lock(mutex_);
  free_.push_back(std::move(database));
}

void Connections::close() {
  std::lock_guard lock(mutex_);
  free_.clear();
}

Expected<void> readBursts(Database &database, const Encryption &encryption, uint64_t fromSeq,
                          const std::function<bool(Burst &, const RowHead &)> &each,
                          const std::function<Expected<void>(ReadRow &)> &damaged) {
  Statement &rows =
      database.query("SELECT * FROM journal WHERE seq >= ? ORDER BY seq").bind(fromSeq);
  while (rows.row()) {
    ReadRow read = readRow(rows, 0, encryption);
    if (!read.record.damage.empty()) {
      Expected<void> passed = damaged ? damaged(read) : Failure{read.record.damage};
      if (passed)
        continue;
      rows.reset();
      return passed;
    }
    Burst &burst = read.meta;
    burst.execution = read.head.execution;
    burst.firstEvent = read.record.firstEvent;
    burst.lastEvent = read.record.lastEvent;
    burst.dueMs = read.head.dueMs;
    burst.codec = read.record.codec;
    burst.standsAlone = read.record.standsAlone;
    burst.sleeps = (read.head.codec & sleepsFlag) != 0;
    burst.record = std::move(read.record.record);
    if (!each(burst, read.head))
      break;
  }
  rows.reset();
  if (database.failed())
    return Failure{database.error()};
  return {};
}

int64_t SqliteReader::nowMs() const { return systemMs(); }

Expected<Page<Record>> SqliteReader::records(uint64_t execution, Direction direction,
                                             const std::string &position, unsigned limit) const {
  auto found = describe(execution);
  if (!found)
    return found.failure();
  if (!*found)
    return Page<Record>{};
  auto database = connections_.take();
  ReadTransaction unchanged(*database);
  Rows rows(*database, encryption_);
  return readPage(rows, chains_, **found, direction, position, limit);
}

Expected<std::vector<Record>> SqliteReader::tail(uint64_t execution) const {
  auto found = describe(execution);
  if (!found)
    return found.failure();
  if (!*found)
    return std::vector<Record>{};
  auto database = connections_.take();
  ReadTransaction unchanged(*database);
  Rows rows(*database, encryption_);
  return readWholeTail(rows, **found);
}

Expected<std::vector<Record>> SqliteReader::tailOf(const Execution &execution) const {
  auto database = connections_.take();
  Rows rows(*database, encryption_); // which stay as they are while it runs
  return readWholeTail(rows, execution);
}

Expected<std::vector<Record>> SqliteReader::stream(uint64_t seq, unsigned limit) const {
  auto database = connections_.take();
  Statement &rows =
      database->query("SELECT * FROM journal WHERE seq >= ? ORDER BY seq LIMIT ?").bind(seq, limit);
  std::vector<Record> records;
  for (size_t bytes = 0; bytes < pageBytes && rows.row(); bytes += records.back().record.size())
    records.push_back(recordOf(rows, 0, encryption_));
  rows.reset();
  return orFailure(*database, std::move(records));
}

Expected<uint64_t> SqliteReader::lastSeq() const {
  auto database = connections_.take();
  auto last = oneNumber(database->query(
      "SELECT max(applied, coalesce((SELECT max(seq) FROM journal), 0)) FROM owner"));
  return orFailure(*database, last.value_or(0));
}

Expected<bool> SqliteReader::isShown(uint64_t seq) const {
  auto database = connections_.take();
  auto applied = oneNumber(database->query("SELECT applied FROM owner"));
  return orFailure(*database, applied.value_or(0) >= seq);
}

Expected<void> SqliteReader::live(const std::function<void(const Live &)> &each) const {
  if (auto shown = showAll(); !shown)
    return shown.failure();
  auto database = connections_.take();
  Statement &rows =
      database->query("SELECT l.execution, l.seq, l.last_event, l.due_ms, l.sleeps, e.machine, "
                      "e.revision, e.map_run IS NOT NULL, e.status FROM live l "
                      "LEFT JOIN execution e ON e.id = l.execution ORDER BY l.execution");
  rows.reset();
  uint64_t count = 0; // without children of map runs
  while (rows.row()) {
    bool isChild = rows.integer(7) != 0;
    bool hasEnded = rows.isNull(8) || rows.integer(8) != 0; // by the table `execution`
    count += isChild || hasEnded ? 0 : 1;
    each({rows.number(0), rows.number(1), static_cast<uint32_t>(rows.integer(2)),
          rows.optionalInteger(3), rows.integer(4) != 0, rows.number(5), rows.number(6), isChild});
  }
  auto running = oneNumber(
      database->query("SELECT count(*) FROM execution WHERE map_run IS NULL AND status = 0 "
                      "AND machine IN (SELECT 0 UNION SELECT id FROM document "
                      "WHERE kind = 0)")); // by an index
  if (count != running)
    eachLacking(*database, each);
  if (database->failed())
    return Failure{database->error()};
  return {};
}

Expected<std::optional<uint64_t>> SqliteReader::find(uint64_t machine,
                                                     std::string_view name) const {
  auto named = findNamed(machine, name);
  if (!named || *named)
    return named;
  auto database = connections_.take();
  auto found = // which may have been moved to the table `name` meanwhile
      oneNumber(database
                    ->query("SELECT execution FROM name WHERE machine = ?1 AND name = ?2 UNION ALL "
                            "SELECT id FROM execution WHERE id >= (SELECT unnamed FROM owner) "
                            "AND machine = ?1 AND name = ?2")
                    .bind(machine, name));
  return orFailure(*database, found);
}

Expected<std::optional<uint64_t>> SqliteReader::findNamed(uint64_t machine,
                                                          std::string_view name) const {
  auto database = connections_.take();
  Statement &row = database
                       ->query("SELECT n.execution, e.machine <> n.machine OR e.name <> n.name "
                               "FROM name n LEFT JOIN execution e ON e.id = n.execution "
                               "WHERE n.machine = ? AND n.name = ?")
                       .bind(machine, name);
  std::optional<uint64_t> found;
  bool isOther = false;
  if (row.row()) {
    found = row.number(0);
    isOther = row.integer(1) != 0;
  }
  row.reset();
  if (isOther)
    return Failure{"the table `name` gives the name `" + std::string(name) + "` to execution " +
                   std::to_string(*found) + ", which has another one"};
  return orFailure(*database, found);
}

Expected<std::string> SqliteReader::highestName(uint64_t machine) const {
  auto database = connections_.take();
  Statement &row = database->query("SELECT max(name) FROM name WHERE machine = ?").bind(machine);
  std::string highest = row.row() ? row.text(0) : std::string();
  row.reset();
  return orFailure(*database, highest);
}

Expected<std::optional<Revision>> SqliteReader::revision(uint64_t id) const {
  auto database = connections_.take();
  Statement &row =
      database->query("SELECT sha256, machine, definition, numbering FROM revision WHERE id = ?")
          .bind(id);
  std::optional<Revision> revision;
  if (row.row())
    revision = {row.text(0), row.text(1), row.text(2), row.text(3), {}};
  row.reset();
  if (revision)
    if (auto opened = openRevision(encryption_, *revision); !opened)
      revision = {revision->sha256, revision->machine, "", "", opened.error()};
  return orFailure(*database, std::move(revision));
}

Expected<std::optional<uint64_t>> SqliteReader::findRevision(const std::string &sha256,
                                                             const std::string &machine) const {
  auto database = connections_.take();
  auto found = oneNumber(database->query("SELECT id FROM revision WHERE machine = ? AND sha256 = ?")
                             .bind(machine, Blob{sha256}));
  return orFailure(*database, found);
}

Expected<std::optional<Document>> SqliteReader::document(uint64_t id) const {
  auto database = connections_.take();
  auto found = oneDocument(
      database->query("SELECT id, kind, name, body, changed_ms FROM document WHERE id = ?")
          .bind(id));
  return orFailure(*database, std::move(found));
}

Expected<std::optional<Document>> SqliteReader::document(DocumentKind kind,
                                                         const std::string &name) const {
  auto database = connections_.take();
  auto found = oneDocument(
      database
          ->query(
              "SELECT id, kind, name, body, changed_ms FROM document WHERE kind = ? AND name = ?")
          .bind(static_cast<int>(kind), name));
  return orFailure(*database, std::move(found));
}

Expected<std::vector<Document>> SqliteReader::documents(DocumentKind kind,
                                                        const std::string &prefix) const {
  auto database = connections_.take();
  Statement &rows = database->query("SELECT id, kind, name, body, changed_ms FROM document "
                                    "WHERE kind = ?1 AND name >= ?2 ORDER BY name");
  rows.bind(static_cast<int>(kind), prefix);
  std::vector<Document> documents;
  while (rows.row() && rows.bytes(2).starts_with(prefix))
    documents.push_back(documentOf(rows));
  rows.reset();
  std::ranges::sort(documents, {}, &Document::id);
  return orFailure(*database, std::move(documents));
}

Expected<std::vector<ActivityTask>> SqliteReader::activityTasks() const {
  auto database = connections_.take();
  Statement &rows =
      database->query("SELECT activity, execution, event FROM activity_task ORDER BY id");
  rows.reset();
  std::vector<ActivityTask> tasks;
  while (rows.row())
    tasks.push_back({rows.number(0), rows.number(1), static_cast<uint32_t>(rows.integer(2))});
  return orFailure(*database, std::move(tasks));
}

Expected<Owner> SqliteReader::owner() const {
  auto database = connections_.take();
  Statement &row = database->query("SELECT epoch, pid, host, since_ms FROM owner");
  row.reset();
  Owner owner;
  if (row.row())
    owner = {row.number(0), row.integer(1), row.text(2), row.integer(3)};
  row.reset();
  owner.alive = OwnerLock::isHeld(connections_.path());
  return orFailure(*database, std::move(owner));
}

Expected<uint64_t> SqliteReader::send(uint32_t kind, const std::string &body) {
  auto database = connections_.take();
  // The body is bound to the number of its row.
  database->execute("BEGIN IMMEDIATE");
  database->query("INSERT INTO inbox (kind, at_ms, body) VALUES (?, ?, '')")
      .bind(kind, nowMs())
      .run();
  uint64_t id = database->lastRow();
  database->query("UPDATE inbox SET body = ? WHERE id = ?")
      .bind(encryption_.sealText(placeOf("inbox.body", id), body), id)
      .run();
  database->execute("COMMIT");
  if (database->failed())
    database->rollback();
  return orFailure(*database, id);
}

Expected<std::optional<std::string>> SqliteReader::answer(uint64_t command) const {
  auto database = connections_.take();
  Statement &row = database->query("SELECT answer FROM inbox WHERE id = ?").bind(command);
  std::optional<std::string> answer;
  if (row.row())
    answer = row.optionalText(0);
  row.reset();
  if (answer) {
    auto opened = encryption_.openText(placeOf("inbox.answer", command), *answer);
    if (!opened)
      return opened.failure();
    answer = *std::move(opened);
  }
  return orFailure(*database, std::move(answer));
}

Expected<std::vector<Command>> SqliteReader::commands(uint64_t from, unsigned limit) const {
  auto database = connections_.take();
  Statement &rows = database->query("SELECT id, kind, at_ms, body FROM inbox "
                                    "WHERE answer IS NULL AND id >= ? ORDER BY id LIMIT ?");
  rows.bind(from, limit);
  std::vector<Command> commands;
  while (rows.row()) {
    uint64_t id = rows.number(0);
    auto body = encryption_.openText(placeOf("inbox.body", id), rows.bytes(3));
    if (!body) {
      rows.reset();
      return body.failure();
    }
    commands.push_back(
        {id, static_cast<uint32_t>(rows.integer(1)), rows.integer(2), *std::move(body)});
  }
  return orFailure(*database, std::move(commands));
}

Expected<std::unique_ptr<Reader>> openSqliteReader(const std::string &path,
                                                   const std::string &keyFile, const char *vfs) {
  auto database = Database::open(path, Database::Access::ReadWrite, vfs);
  if (database->failed())
    return Failure{database->error()};
  if (auto good = checkSchema(*database); !good)
    return good.failure();
  auto encryption = Encryption::open(*database, keyFile);
  if (!encryption)
    return encryption.failure();
  if (!vfs && !OwnerLock::isHeld(path)) {
    // Nobody else will do it. It does no harm when an owner comes meanwhile, nor when it fails.
    database->execute("BEGIN IMMEDIATE");
    if (!database->failed() && showRest(*database, *encryption))
      database->execute("COMMIT");
  }
  return std::unique_ptr<Reader>(std::make_unique<SqliteReader>(path, vfs, *encryption));
}

} // namespace asl::journal
