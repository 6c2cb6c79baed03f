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
// The table has an index of it. One that is no JSON belongs to no execution.
#define MAP_RUN_OF                                                                                 \
  "kind = 4 AND CASE WHEN json_valid(body) THEN json_extract(body, '$.execution') END"
static_assert(static_cast<int>(DocumentKind::MapRun) == 4);

std::vector<OldExecution> readAll(Statement &rows) {
  std::vector<OldExecution> found;
  while (rows.row())
    found.push_back({rows.number(0), rows.number(1), rows.number(2), rows.text(3)});
  return found;
}

std::vector<GoneRun> readRuns(Statement &rows) {
  std::vector<GoneRun> found;
  while (rows.row())
    found.push_back({rows.number(0), rows.number(1)});
  return found;
}

std::vector<OldExecution> childrenOf(Database &database, const GoneRun &run, size_t limit) {
  Statement &rows = database.query("SELECT id, last_seq, machine, name FROM execution e WHERE "
                                   "e.map_run = ?1 AND e.parent = ?2 AND " HAS_ENDED " LIMIT ?3");
  return readAll(rows.bind(run.id, run.parent, limit));
}

/// Executions other than children of map runs.
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

/// Removes the map runs of an execution that is gone, and adds them to `gone`.
void removeMapRuns(Database &database, uint64_t execution, std::vector<GoneRun> &gone) {
  std::vector<GoneRun> runs = readRuns(
      database.query("SELECT id, ?1 FROM document WHERE " MAP_RUN_OF " = ?1").bind(execution));
  if (runs.empty())
    return;
  gone.insert(gone.end(), runs.begin(), runs.end());
  database.query("DELETE FROM document WHERE " MAP_RUN_OF " = ?").bind(execution).run();
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

// One child of each map run is looked at.
std::vector<GoneRun> findGoneRuns(Database &database) {
  return readRuns(database.query(
      "WITH RECURSIVE run (id, parent) AS ("
      "SELECT * FROM (SELECT map_run, parent FROM execution WHERE map_run IS NOT NULL "
      "ORDER BY map_run LIMIT 1) "
      "UNION ALL SELECT n.map_run, n.parent FROM run JOIN execution n ON n.id = "
      "(SELECT id FROM execution WHERE map_run > run.id ORDER BY map_run LIMIT 1)) "
      "SELECT id, parent FROM run WHERE parent IS NOT NULL AND " IS_GONE("run.parent")));
}

std::vector<OldExecution> removeOld(Database &database, int64_t endedBeforeMs, unsigned limit,
                                    std::vector<GoneRun> &gone) {
  std::vector<OldExecution> removed;
  while (removed.size() < limit) {
    size_t left = limit - removed.size();
    std::vector<OldExecution> next = gone.empty() ? oldExecutions(database, endedBeforeMs, left)
                                                  : childrenOf(database, gone.back(), left);
    if (next.empty() && gone.empty())
      break;
    if (next.empty())
      gone.pop_back();
    removeAll(database, next);
    for (const OldExecution &one : next)
      removeMapRuns(database, one.id, gone);
    std::move(next.begin(), next.end(), std::back_inserter(removed));
  }
  return removed;
}

} // namespace asl::journal
