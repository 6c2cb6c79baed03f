// Migrations. docs/journal.md describes the tables.
#include "runtime/journal/sqlite/schema.h"

#include <array>

namespace asl::journal {
namespace {

constexpr const char *version1 = R"(
-- What was done to this file: a row for each migration.
CREATE TABLE migration (version INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL) STRICT;

-- Who writes. Every transaction compares `epoch`.
CREATE TABLE owner (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  epoch INTEGER NOT NULL, pid INTEGER, host TEXT, since_ms INTEGER NOT NULL,
  applied INTEGER NOT NULL DEFAULT 0,        -- execution, name and live show the rows up to this seq
  last_execution INTEGER NOT NULL DEFAULT 0, -- the highest id among them, also of removed ones
  removed INTEGER NOT NULL DEFAULT 0         -- how many rows were removed with old executions
) STRICT;
INSERT INTO owner (only, epoch, since_ms) VALUES (1, 0, 0);

-- Definitions by content.
CREATE TABLE revision (
  id INTEGER PRIMARY KEY, machine TEXT NOT NULL, sha256 BLOB NOT NULL, definition TEXT NOT NULL,
  numbering BLOB NOT NULL, at_ms INTEGER NOT NULL, UNIQUE (machine, sha256)
) STRICT;

-- What executions did, in the order of commits. Only ever appended to.
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  execution INTEGER NOT NULL,
  prev INTEGER,                 -- the execution's row before
  first_event INTEGER NOT NULL, -- id of the first event in the record
  events INTEGER NOT NULL,      -- how many there are
  due_ms INTEGER,               -- the execution's earliest timer
  codec INTEGER NOT NULL,       -- how the record is written; +16: it stands alone
  crc INTEGER NOT NULL,         -- CRC-32C of all other columns
  meta BLOB,                    -- start, end or redrive of the execution
  record BLOB NOT NULL
) STRICT;

-- What a restart reads: executions that have not ended.
CREATE TABLE live (
  execution INTEGER PRIMARY KEY, seq INTEGER NOT NULL, last_event INTEGER NOT NULL, due_ms INTEGER
) STRICT;

-- Executions for describing and listing. last_seq and last_event are those of the end.
CREATE TABLE execution (
  id INTEGER PRIMARY KEY, machine INTEGER NOT NULL, revision INTEGER NOT NULL,
  version INTEGER, alias INTEGER, parent INTEGER, map_run INTEGER, map_index INTEGER,
  name TEXT NOT NULL, input_hash BLOB NOT NULL,
  status INTEGER NOT NULL,      -- 0 RUNNING 1 SUCCEEDED 2 FAILED 3 TIMED_OUT 4 ABORTED 5 PENDING_REDRIVE
  start_ms INTEGER NOT NULL, stop_ms INTEGER, error TEXT, cause TEXT,
  redrives INTEGER NOT NULL, redrive_ms INTEGER,
  first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, last_event INTEGER NOT NULL
) STRICT;
CREATE INDEX execution_list ON execution (machine, status, id) WHERE map_run IS NULL;
CREATE INDEX execution_children ON execution (map_run, status, id) WHERE map_run IS NOT NULL;
CREATE INDEX execution_stop ON execution (stop_ms) WHERE stop_ms IS NOT NULL;
CREATE TABLE name (
  machine INTEGER NOT NULL, name TEXT NOT NULL, execution INTEGER NOT NULL, PRIMARY KEY (machine, name)
) STRICT, WITHOUT ROWID;

-- Machines, versions, aliases, activities and map runs, as JSON.
CREATE TABLE document (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind INTEGER NOT NULL,        -- 0 machine 1 version 2 alias 3 activity 4 map run 5 cursor 6 pause 7 damage
  name TEXT NOT NULL, body TEXT NOT NULL, changed_ms INTEGER NOT NULL, UNIQUE (kind, name)
) STRICT;

-- Activity tasks that no worker has taken.
CREATE TABLE activity_task (
  id INTEGER PRIMARY KEY, activity INTEGER NOT NULL, execution INTEGER NOT NULL, event INTEGER NOT NULL,
  UNIQUE (execution, event)
) STRICT;

-- Commands of other processes to the owner.
CREATE TABLE inbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, kind INTEGER NOT NULL, at_ms INTEGER NOT NULL, body TEXT NOT NULL, answer TEXT
) STRICT;
CREATE INDEX inbox_open ON inbox (id) WHERE answer IS NULL;

CREATE VIEW executions AS SELECT e.id, coalesce(m.name, e.machine) AS machine, e.name,
  CASE e.status WHEN 0 THEN 'RUNNING' WHEN 1 THEN 'SUCCEEDED' WHEN 2 THEN 'FAILED' WHEN 3 THEN 'TIMED_OUT'
    WHEN 4 THEN 'ABORTED' ELSE 'PENDING_REDRIVE' END AS status,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.start_ms / 1000.0, 'unixepoch') AS started,
  strftime('%Y-%m-%dT%H:%M:%fZ', e.stop_ms / 1000.0, 'unixepoch') AS stopped,
  coalesce(l.last_event, e.last_event) AS events, e.error, e.cause,
  strftime('%Y-%m-%dT%H:%M:%fZ', l.due_ms / 1000.0, 'unixepoch') AS due,
  e.redrives, e.version, a.name AS alias, e.parent, e.map_run
  FROM execution e LEFT JOIN live l ON l.execution = e.id
  LEFT JOIN document m ON m.id = e.machine LEFT JOIN document a ON a.id = e.alias;
CREATE VIEW machines AS SELECT id, name, body FROM document WHERE kind = 0;
CREATE VIEW aliases AS SELECT id, name, body FROM document WHERE kind = 2;
CREATE VIEW activities AS SELECT id, name, body FROM document WHERE kind = 3;
CREATE VIEW map_runs AS SELECT id, name, body FROM document WHERE kind = 4;
)";

constexpr const char *version2 = R"(
ALTER TABLE execution ADD COLUMN trace TEXT; -- X-Ray's trace header; null: none
)";

constexpr const char *version3 = R"(
-- One row when the journal is encrypted.
CREATE TABLE encryption (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  cipher TEXT NOT NULL,         -- of all values: XAES-256-GCM
  key_id TEXT NOT NULL,         -- tells which key file opens data_key
  data_key BLOB NOT NULL        -- the key of all other values, encrypted
) STRICT;
)";

constexpr const char *version4 = R"(
ALTER TABLE live ADD COLUMN sleeps INTEGER NOT NULL DEFAULT 0; -- 1: nothing is to be done before due_ms
)";

constexpr const char *version5 = R"(
-- The table `name` has the names of all executions with lower ids; null: of all. Of the others, it
-- may not have them yet.
ALTER TABLE owner ADD COLUMN unnamed INTEGER;
)";

constexpr const char *version6 = R"(
-- Children of map runs are removed with their parents, whenever they ended.
DROP INDEX IF EXISTS execution_stop;
CREATE INDEX execution_ended ON execution (stop_ms) WHERE stop_ms IS NOT NULL AND map_run IS NULL;
CREATE INDEX map_run_owner ON document (CASE WHEN json_valid(body) THEN json_extract(body, '$.execution') END)
  WHERE kind = 4;
)";

constexpr std::array migrations = {version1, version2, version3, version4, version5, version6};

} // namespace

int64_t schemaVersion() { return static_cast<int64_t>(migrations.size()); }

namespace {

/// The version of the file; 0: it is empty.
Expected<int64_t> versionOf(Database &database) {
  int64_t id = std::atoll(database.value("PRAGMA application_id").c_str());
  int64_t version = std::atoll(database.value("PRAGMA user_version").c_str());
  bool empty = database.value("SELECT count(*) FROM sqlite_schema") == "0";
  if (database.failed())
    return Failure{database.error()};
  if (empty)
    return int64_t(0);
  if (id != applicationId)
    return Failure{"this file is not a journal"};
  if (version > schemaVersion())
    return Failure{"this journal has version " + std::to_string(version) +
                   ", which a newer program wrote; this one reads up to version " +
                   std::to_string(schemaVersion())};
  return version;
}

void apply(Database &database, size_t migration, int64_t nowMs) {
  std::string number = std::to_string(migration + 1);
  database.execute(migrations[migration]);
  database.execute("PRAGMA application_id = " + std::to_string(applicationId));
  database.execute("PRAGMA user_version = " + number);
  database.execute("INSERT INTO migration VALUES (" + number + ", " + std::to_string(nowMs) + ")");
}

} // namespace

Expected<void> migrate(Database &database, int64_t nowMs) {
  auto version = versionOf(database);
  if (!version)
    return version.failure();
  bool isNew = *version == 0;
  for (auto next = static_cast<size_t>(*version); next < migrations.size();) {
    // Each transaction waits for the disk, and nobody needs what is between.
    size_t last = isNew ? migrations.size() : next + 1;
    database.execute("BEGIN IMMEDIATE");
    for (; next < last; ++next)
      apply(database, next, nowMs);
    database.execute("COMMIT");
    if (database.failed()) {
      database.rollback();
      return Failure{"cannot bring the journal to version " + std::to_string(last) + ": " +
                     database.error()};
    }
  }
  return {};
}

Expected<void> checkSchema(Database &database) {
  auto version = versionOf(database);
  if (!version)
    return version.failure();
  if (*version == 0)
    return Failure{
        "the file is empty, and no journal yet: the first program that uses it makes one"};
  if (*version < schemaVersion())
    return Failure{"this journal has version " + std::to_string(*version) +
                   " and must be opened by its owner first"};
  return {};
}

} // namespace asl::journal
