// Rows are found along their chain, and each must belong to the execution.
#include "runtime/journal/sqlite/removal.h"

#include "runtime/journal/types.h"

namespace asl::journal {
namespace {

// A damaged row of `execution` may have a time of an end without having ended.
#define HAS_ENDED                                                                                  \
  "e.stop_ms < ?1 AND e.status <> 0 AND NOT EXISTS (SELECT 1 FROM live l WHERE l.execution = "     \
  "e.id)"

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

} // namespace

bool hasOldExecution(Database &database, int64_t endedBeforeMs) {
  Statement &row = database.query("SELECT EXISTS (SELECT 1 FROM execution e WHERE " HAS_ENDED ") "
                                  "OR EXISTS (SELECT 1 FROM inbox "
                                  "WHERE answer IS NOT NULL AND at_ms < ?1)");
  bool found = row.bind(endedBeforeMs).row() && row.integer(0) != 0;
  row.reset();
  return found;
}

std::vector<OldExecution> oldExecutions(Database &database, int64_t endedBeforeMs, unsigned limit) {
  std::vector<OldExecution> old;
  Statement &rows =
      database.query("SELECT id, last_seq, machine, name FROM execution e WHERE " HAS_ENDED
                     " AND NOT EXISTS (SELECT 1 FROM live l "
                     "WHERE l.execution = e.parent AND e.map_run IS NOT NULL) "
                     "ORDER BY stop_ms LIMIT ?2");
  rows.bind(endedBeforeMs, limit);
  while (rows.row())
    old.push_back({rows.number(0), rows.number(1), rows.number(2), rows.text(3)});
  return old;
}

void removeExecutions(Database &database, std::span<const OldExecution> executions) {
  uint64_t removed = 0;
  for (const OldExecution &one : executions) {
    removed += removeRows(database, one);
    database.query("DELETE FROM name WHERE machine = ? AND name = ? AND execution = ?")
        .bind(one.machine, one.name, one.id)
        .run();
    database.query("DELETE FROM execution WHERE id = ?").bind(one.id).run();
  }
  database.query("UPDATE owner SET removed = removed + ?").bind(removed).run();
  // Map runs go with the executions that they belong to. One that is no JSON stays.
  database
      .query("DELETE FROM document WHERE kind = ? AND "
             "CASE WHEN json_valid(body) THEN json_extract(body, '$.execution') END NOT IN "
             "(SELECT id FROM execution UNION ALL SELECT execution FROM live)")
      .bind(static_cast<int>(DocumentKind::MapRun))
      .run();
}

} // namespace asl::journal
