// Counts tell whether tables agree: to compare their rows would take long in a large file.
#include "runtime/journal/sqlite/opening.h"

#include "runtime/journal/sqlite/show_rest.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace asl::journal {
namespace {

constexpr const char *cacheKiB = "65536";

std::vector<GivenName> namesIn(Statement &rows) {
  std::vector<GivenName> names;
  while (rows.row())
    names.push_back({rows.number(0), rows.text(1), rows.number(2)});
  return names;
}

/// The names of all executions that the table `name` lacks. To look for them takes long. That they
/// are as many as they must be is known from counts, which indexes give.
std::vector<GivenName> lackingNames(Database &database) {
  bool isWhole = database.value("SELECT (SELECT count(*) FROM name) = "
                                "(SELECT count(*) FROM execution WHERE map_run IS NULL) + "
                                "(SELECT count(*) FROM execution WHERE map_run IS NOT NULL) - "
                                "(SELECT count(*) FROM execution e WHERE id >= (SELECT unnamed "
                                "FROM owner) AND NOT EXISTS (SELECT 1 FROM name n "
                                "WHERE n.machine = e.machine AND n.name = e.name))") == "1";
  if (isWhole)
    return {};
  return namesIn(database
                     .query("SELECT machine, name, id FROM execution e "
                            "WHERE id < (SELECT coalesce(unnamed, 9e18) FROM owner) "
                            "AND NOT EXISTS (SELECT 1 FROM name n "
                            "WHERE n.machine = e.machine AND n.name = e.name)")
                     .bind());
}

} // namespace

Expected<void> configure(Database &database, const SqliteOptions &options) {
  bool normal = options.bug == PlantedBug::SynchronousNormal;
  database.execute("PRAGMA page_size = 8192");
  database.execute("PRAGMA auto_vacuum = INCREMENTAL");
  std::string mode = database.value("PRAGMA journal_mode = WAL");
  database.execute(normal ? "PRAGMA synchronous = NORMAL" : "PRAGMA synchronous = FULL");
  std::string synchronous = database.value("PRAGMA synchronous");
  database.execute("PRAGMA secure_delete = OFF");
  database.execute("PRAGMA temp_store = MEMORY");
  database.execute(std::string("PRAGMA cache_size = -") + cacheKiB);
  database.execute("PRAGMA wal_autocheckpoint = " + std::to_string(options.checkpointPages));
  if (database.failed())
    return Failure{database.error()};
  if (mode != "wal")
    return Failure{"SQLite does not use a write-ahead log here, but `" + mode + "`"};
  if (synchronous != "2" && !normal)
    return Failure{"SQLite does not sync at every commit: `synchronous` is " + synchronous};
  return {};
}

Expected<Found> own(Database &database, const Encryption &encryption, int64_t nowMs) {
  Found found;
  std::array<char, 256> host{};
  gethostname(host.data(), host.size() - 1);
  database.query("BEGIN IMMEDIATE").bind().run();
  database.query("UPDATE owner SET epoch = epoch + 1, pid = ?, host = ?, since_ms = ?")
      .bind(int64_t(getpid()), std::string_view(host.data()), nowMs)
      .run();
  Expected<void> rest = showRest(database, encryption);
  Statement &row =
      database
          .query("SELECT epoch, max(applied, coalesce((SELECT max(seq) FROM journal), 0)), "
                 "max(last_execution, coalesce((SELECT max(id) FROM execution), 0), "
                 "coalesce((SELECT max(execution) FROM live), 0)), "
                 "max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'document'), 0), "
                 "coalesce((SELECT max(id) FROM document), 0)) FROM owner")
          .bind();
  if (row.row())
    found = {row.number(0), row.number(1), row.number(2), row.number(3), {}, {}};
  row.reset();
  found.unnamed = namesIn(database
                              .query("SELECT machine, name, id FROM execution "
                                     "WHERE id >= (SELECT unnamed FROM owner)")
                              .bind());
  std::ranges::move(lackingNames(database), std::back_inserter(found.unnamed));
  Statement &nameless =
      database
          .query("SELECT id FROM execution WHERE map_run IS NULL AND machine = 0 AND status = ?")
          .bind(static_cast<int>(Status::Running));
  while (nameless.row())
    found.nameless.push_back(nameless.number(0));
  if (rest)
    database.query("COMMIT").bind().run();
  if (rest && !database.failed())
    return found;
  database.rollback();
  return rest ? Failure{database.error()} : rest.failure();
}

} // namespace asl::journal
