// Changes the key of a journal, or encrypts a journal that has none. To encrypt it, one transaction
// rewrites each value; then the whole file is rewritten, because its free pages may still hold
// plain text.
#include "runtime/journal/sqlite/encrypted_columns.h"
#include "runtime/journal/sqlite/owner_lock.h"
#include "runtime/journal/sqlite/schema.h"
#include "runtime/journal/sqlite/sealed_row.h"
#include "runtime/journal/sqlite/sqlite_journal.h"
#include "runtime/journal/sqlite/sqlite_reader.h"

namespace asl::journal {
namespace {

Expected<void> encryptRows(Database &database, const Encryption &encryption) {
  return readBursts(database, Encryption(), 0, [&](Burst &burst, const RowHead &head) {
    SealedRow row(encryption, burst, head.seq, head.prev);
    database.query("UPDATE journal SET codec = ?, crc = ?, meta = ?, record = ? WHERE seq = ?")
        .bind(static_cast<int>(row.head().codec), row.checksum(), row.meta(), row.record(),
              head.seq)
        .run();
    return !database.failed();
  });
}

void encryptColumns(Database &database, const Encryption &encryption) {
  for (const EncryptedColumn &column : encryptedColumns) {
    Statement &rows = database.query(column.values).bind();
    while (rows.row()) {
      uint64_t id = rows.number(0);
      const std::string place = placeOf(column.name, id);
      std::string bytes;
      if (column.isText)
        database.query(column.change).bind(encryption.sealText(place, rows.text(1)), id).run();
      else
        database.query(column.change)
            .bind(Blob{encryption.seal(place, rows.bytes(1), bytes)}, id)
            .run();
    }
  }
}

void encryptRevisions(Database &database, const Encryption &encryption) {
  Statement &rows =
      database.query("SELECT sha256, machine, definition, numbering, id FROM revision").bind();
  while (rows.row()) {
    Revision revision{rows.text(0), rows.text(1), rows.text(2), rows.text(3)};
    std::string numbering;
    database.query("UPDATE revision SET definition = ?, numbering = ? WHERE id = ?")
        .bind(encryption.sealText(placeOf("revision.definition", revision), revision.definition),
              Blob{encryption.seal(placeOf("revision.numbering", revision), revision.numbering,
                                   numbering)},
              rows.number(4))
        .run();
  }
}

/// All values, in the transaction that is open.
Expected<void> encryptValues(Database &database, const std::string &keyFile) {
  Expected<Encryption> encryption = Encryption::begin(database, keyFile);
  if (!encryption)
    return encryption.failure();
  if (Expected<void> rows = encryptRows(database, *encryption); !rows)
    return rows;
  encryptColumns(database, *encryption);
  encryptRevisions(database, *encryption);
  return {};
}

/// Encrypts the values of the journal `path`: all of them, or none if it fails.
Expected<void> encryptJournal(const std::string &path, const std::string &keyFile) {
  auto database = Database::open(path, Database::Access::ReadWrite, nullptr);
  // Before anything is read: then SQLite refuses a file that others have open.
  database->execute("PRAGMA locking_mode = EXCLUSIVE");
  database->execute("PRAGMA synchronous = FULL");
  database->execute("BEGIN IMMEDIATE");
  if (database->failed())
    return Failure{database->mayPass() ? "another process reads it" : database->error()};
  if (Expected<void> done = encryptValues(*database, keyFile); !done) {
    database->rollback();
    return done;
  }
  database->execute("COMMIT");
  database->execute("VACUUM");
  database->value("PRAGMA wal_checkpoint(TRUNCATE)");
  if (!database->failed())
    return {};
  database->rollback();
  return Failure{database->error()};
}

} // namespace

Expected<void> changeJournalKey(const std::string &path, const std::string &keyFile,
                                const std::string &newKeyFile) {
  auto lock = OwnerLock::acquire(path, false);
  if (!lock)
    return lock.failure();
  {
    auto database = Database::open(path, Database::Access::ReadWrite, nullptr);
    database->execute("PRAGMA synchronous = FULL");
    if (database->failed())
      return Failure{database->error()};
    if (auto good = checkSchema(*database); !good)
      return good.failure();
    auto encryption = Encryption::open(*database, keyFile);
    if (!encryption)
      return encryption.failure();
    if (encryption->isOn())
      return Encryption::changeKey(*database, keyFile, newKeyFile);
  }
  return encryptJournal(path, newKeyFile);
}

} // namespace asl::journal
