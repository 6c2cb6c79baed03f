// Rows are found along their chain, and each must belong to the execution.
#include "runtime/journal/sqlite/removal.h"

#include "runtime/journal/types.h"

#include <algorithm>
#include <iterator>
#include <span>

namespace asl::journal {
namespace {

// A damaged row of `execution` may have a time of an end without having ended.
#define HAS_ENDED "e.status <> 0 AND NOT EXISTS (SELECT 1 FROM live l WHERE l.execution = e.id)"
// The table has an index of these ends: children of map runs, which may be many and old, are not
// looked at.
#define IS_OLD "e.stop_ms < ?1 AND e.map_run IS NULL AND " HAS_ENDED
#define IS_GONE(id)                                                                                \
  "NOT EXISTS (SELECT 1 FROM execution p WHERE p.id = " id ") AND "                                \
  "NOT EXISTS (SELECT 1 FROM live l WHERE l.execution = " id ")"
#define EXECUTION_OF_RUN "CASE WHEN json_valid(body) THEN json_extract(body, '$.execution') END"

std::vector<OldExecution> readAll(Statement &rows) {
  std::vector<OldExecution> found;
  while (rows.row())
    found.push_back({rows.number(0), rows.number(1), rows.number(2), rows.text(3)});
  return found;
}

/// Children of map runs whose parents are gone. Of each map run, one child is looked at for that.
std::vector<OldExecution> orphans(Database &database, size_t limit) {
  Statement &rows = database.query(
      "WITH RECURSIVE run (id, parent) AS ("
      "SELECT * FROM (SELECT map_run, parent FROM execution WHERE map_run IS NOT NULL "
      "ORDER BY map_run LIMIT 1) "
      "UNION ALL SELECT n.map_run, n.parent FROM run JOIN execution n ON n.id = "
      "(SELECT id FROM execution WHERE map_run > run.id ORDER BY map_run LIMIT 1)) "
      "SELECT e.id, e.last_seq, e.machine, e.name "
      "FROM run CROSS JOIN execution e ON e.map_run = run.id "
      "WHERE " IS_GONE("run.parent") " AND " HAS_ENDED " LIMIT ?");
  return readAll(rows.bind(limit));
}

/// Others than children of map runs.
std::vector<OldExecution> oldExecutions(Database &database, int64_t endedBeforeMs, size_t limit) {
  Statement &rows = database.query("SELECT id, last_seq, machine, name FROM execution e "
                                   "WHERE " IS_OLD " ORDER BY stop_ms LIMIT ?2");
  return readAll(rows.bind(endedBeforeMs, limit));
}

/// Returns how many there were.
uint64_t removeRows(Database &database, const OldExecution &execution) {
  uint64_t removed = 0;
  for (uint64_t seq = execution.lastSeq; seq != 0; ++removed) {
    Statement &row = database.query("SELECT prev FROM journal WHERE seq = ? AND execution = ?")
                         .bind(seq, execution.id);
    if (!row.row())
      break;
    uint64_t prev = row.number(0);
    row.reset();
    database.query("DELETE FROM journal WHERE seq = ?").bind(seq).run();
    seq = prev;
  }
  return removed;
}

void removeAll(Database &database, std::span<const OldExecution> executions) {
  uint64_t removed = 0;
  for (const OldExecution &one : executions) {
    removed += removeRows(database, one);
    database.query("DELETE FROM name WHERE machine = ? AND name = ? AND execution = ?")
        .bind(one.machine, one.name, one.id)
        .run();
    database.query("DELETE FROM execution WHERE id = ?").bind(one.id).run();
  }
  database.query("UPDATE owner SET removed = removed + ?").bind(removed).run();
}

/// Map runs go with the executions that they belong to. One that is no JSON stays.
void removeMapRuns(Database &database) {
  database
      .query("DELETE FROM document WHERE kind = ? AND " EXECUTION_OF_RUN " IS NOT NULL "
             "AND " IS_GONE(EXECUTION_OF_RUN))
      .bind(static_cast<int>(DocumentKind::MapRun))
      .run();
}

} // namespace

bool hasOldExecution(Database &database, int64_t endedBeforeMs) {
  Statement &row = database.query("SELECT EXISTS (SELECT 1 FROM execution e WHERE " IS_OLD ") "
                                  "OR EXISTS (SELECT 1 FROM inbox "
                                  "WHERE answer IS NOT NULL AND at_ms < ?1)");
  bool found = row.bind(endedBeforeMs).row() && row.integer(0) != 0;
  row.reset();
  return found;
}

std::vector<OldExecution> removeOld(Database &database, int64_t endedBeforeMs, unsigned limit) {
  std::vector<OldExecution> removed;
  while (removed.size() < limit) {
    size_t left = limit - removed.size();
    std::vector<OldExecution> next = orphans(database, left);
    if (next.empty())
      next = oldExecutions(database, endedBeforeMs, left);
    if (next.empty())
      break;
    removeAll(database, next);
    std::move(next.begin(), next.end(), std::back_inserter(removed));
  }
  removeMapRuns(database);
  return removed;
}

} // namespace asl::journal
