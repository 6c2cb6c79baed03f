// Checking a journal's file, and copying it while it is in use.
#include "runtime/journal/chain_check.h"
#include "runtime/journal/sqlite/encrypted_columns.h"
#include "runtime/journal/sqlite/record_rows.h"
#include "runtime/journal/sqlite/sqlite_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

namespace asl::journal {
namespace {

struct Watermarks {
  uint64_t applied = 0, removed = 0;
};

Watermarks watermarksOf(Database &database) {
  Statement &row = database.query("SELECT applied, removed FROM owner");
  row.reset();
  Watermarks marks;
  if (row.row())
    marks = {row.number(0), row.number(1)};
  row.reset();
  return marks;
}

void checkStorage(Database &database, ChainCheck &check) {
  Statement &rows = database.query("PRAGMA integrity_check");
  rows.reset();
  while (rows.row())
    if (rows.bytes(0) != "ok")
      check.fault(rows.text(0));
}

/// Checks each row, and returns the number of the last one.
uint64_t checkRows(Database &database, const Encryption &encryption, uint64_t applied,
                   ChainCheck &check) {
  uint64_t last = 0;
  auto checkHead = [&](const RowHead &head, uint32_t firstEvent, uint32_t lastEvent) {
    Record record;
    record.seq = last = head.seq;
    record.execution = head.execution;
    record.prev = head.prev;
    record.firstEvent = firstEvent;
    record.lastEvent = lastEvent;
    check.row(record, head.seq <= applied);
  };
  (void)readBursts(
      database, encryption, 0,
      [&](Burst &burst, const RowHead &head) {
        checkHead(head, burst.firstEvent, burst.lastEvent);
        return true;
      },
      [&](ReadRow &damaged) -> Expected<void> {
        check.fault(damaged.record.damage);
        checkHead(damaged.head, damaged.record.firstEvent, damaged.record.lastEvent);
        return {};
      }); // when the storage fails, `database` knows it
  return last;
}

/// Whether the documents that are JSON can be read.
void checkDocuments(Database &database, ChainCheck &check) {
  static constexpr std::array names = {"machine", "version", "alias", "activity",
                                       "map run", "cursor",  "pause", "damage"};
  Statement &rows = database.query("SELECT kind, name FROM document WHERE kind < ? "
                                   "AND kind NOT IN (?, ?) AND NOT json_valid(body)");
  rows.bind(static_cast<int>(names.size()), static_cast<int>(DocumentKind::Cursor),
            static_cast<int>(DocumentKind::Pause));
  while (rows.row())
    check.fault(std::string("the document `") + rows.text(1) + "` of the kind " +
                names[rows.number(0)] + " is damaged: it is no JSON");
}

/// What those who run executions have noted: they know more than checksums say.
void checkDamage(Database &database, ChainCheck &check) {
  Statement &rows =
      database
          .query("SELECT name, json_extract(body, '$.why') FROM document WHERE kind = ? "
                 "AND json_valid(body)")
          .bind(static_cast<int>(DocumentKind::Damage));
  while (rows.row())
    check.fault("execution " + rows.text(0) + " does not go on: " + rows.text(1));
}

void checkExecutions(Database &database, ChainCheck &check) {
  Statement &rows =
      database.query("SELECT e.id, e.status, e.first_seq, e.last_seq, e.last_event, l.seq, "
                     "l.last_event, n.execution, "
                     "coalesce(e.id >= (SELECT unnamed FROM owner), 0) "
                     "FROM execution e LEFT JOIN live l ON l.execution = e.id "
                     "LEFT JOIN name n ON n.machine = e.machine AND n.name = e.name ORDER BY e.id");
  rows.reset();
  while (rows.row()) {
    Execution execution;
    execution.id = rows.number(0);
    execution.status = static_cast<Status>(rows.integer(1));
    execution.firstSeq = rows.number(2);
    execution.lastSeq = rows.number(3);
    execution.lastEvent = static_cast<uint32_t>(rows.integer(4));
    std::optional<Live> live;
    if (!rows.isNull(5))
      live = Live{execution.id, rows.number(5), static_cast<uint32_t>(rows.integer(6))};
    check.execution(execution, live);
    bool isNamedLater = rows.isNull(7) && rows.integer(8) != 0;
    if (rows.number(7) != execution.id && !isNamedLater)
      check.fault("the name of execution " + std::to_string(execution.id) +
                  " belongs to execution " + std::to_string(rows.number(7)));
  }
  for (const char *sql :
       {"SELECT execution FROM live WHERE execution NOT IN (SELECT id FROM execution)",
        "SELECT execution FROM name WHERE execution NOT IN (SELECT id FROM execution)"}) {
    Statement &strays = database.query(sql);
    strays.reset();
    while (strays.row())
      check.fault("execution " + std::to_string(strays.number(0)) + " is missing");
  }
}

/// Whether what is encrypted outside of the rows can be opened.
void checkEncrypted(Database &database, const Encryption &encryption, ChainCheck &check) {
  for (const EncryptedColumn &column : encryptedColumns) {
    Statement &rows = database.query(column.values);
    rows.reset();
    while (rows.row()) {
      std::string place = placeOf(column.name, rows.number(0));
      auto opened = column.isText ? encryption.openText(place, rows.bytes(1))
                                  : encryption.open(place, rows.bytes(1));
      if (!opened)
        check.fault(opened.error());
    }
  }
  Statement &rows = database.query("SELECT sha256, machine, definition, numbering FROM revision");
  rows.reset();
  while (rows.row()) {
    Revision revision{rows.text(0), rows.text(1), rows.text(2), rows.text(3)};
    if (auto opened = openRevision(encryption, revision); !opened)
      check.fault(opened.error());
  }
}

/// Syncs a file or folder.
Expected<void> sync(const std::string &path) {
  int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  bool good = file >= 0 && fsync(file) == 0;
  int error = errno;
  if (file >= 0)
    close(file);
  if (!good)
    return Failure{"cannot sync " + path + ": " + std::strerror(error)};
  return {};
}

/// Marks a copy as owned by nobody.
Expected<void> disown(const std::string &path) {
  auto copy = Database::open(path, Database::Access::ReadWrite, nullptr);
  copy->execute("UPDATE owner SET pid = NULL, host = NULL");
  if (copy->failed())
    return Failure{copy->error()};
  return {};
}

} // namespace

Expected<VerifyReport> SqliteReader::verify() const {
  if (auto shown = showAll(); !shown)
    return shown.failure();
  VerifyReport report;
  ChainCheck check(report);
  auto database = connections_.take();
  ReadTransaction unchanged(*database);
  Watermarks marks = watermarksOf(*database);
  checkStorage(*database, check);
  uint64_t last = std::max(checkRows(*database, encryption_, marks.applied, check), marks.applied);
  checkExecutions(*database, check);
  checkDocuments(*database, check);
  checkDamage(*database, check);
  if (encryption_.isOn())
    checkEncrypted(*database, encryption_, check);
  check.end(marks.removed, last);
  if (database->failed())
    return Failure{database->error()};
  return report;
}

Expected<void> SqliteReader::backup(const std::string &path) const {
  if (std::filesystem::exists(path))
    return Failure{path + " exists already"};
  std::string partial = path + ".partial";
  std::remove(partial.c_str());
  {
    auto database = connections_.take();
    database->query("VACUUM INTO ?").bind(partial).run();
    if (database->failed()) {
      std::remove(partial.c_str());
      return Failure{database->error()};
    }
  }
  Expected<void> done = disown(partial);
  if (done)
    done = sync(partial);
  if (done && std::rename(partial.c_str(), path.c_str()) != 0)
    done = Failure{"cannot rename " + partial + ": " + std::strerror(errno)};
  if (!done) {
    std::remove(partial.c_str());
    return done;
  }
  return sync(std::filesystem::absolute(path).parent_path().string());
}

} // namespace asl::journal
