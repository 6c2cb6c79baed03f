// Removes executions that have ended from the tables. Whatever may be damaged, nothing is taken
// from another execution.
#pragma once

#include "runtime/journal/sqlite/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace asl::journal {

struct OldExecution {
  uint64_t id = 0, lastSeq = 0, machine = 0;
  std::string name{};
};

/// A map run whose execution is gone, and which may have children.
struct GoneRun {
  uint64_t id = 0, parent = 0;
};

/// Finds those that an earlier process has left. Takes time in proportion to the number of map
/// runs.
std::vector<GoneRun> findGoneRuns(Database &database);

/// Whether there are answers of commands that `removeEnded` removes, or executions other than
/// children of map runs.
bool hasOldExecution(Database &database, int64_t endedBeforeMs);

/// Removes executions that ended before, at most `limit`, with their rows, names and map runs, as
/// part of a transaction, and returns them; not those that are among the live ones, whatever else
/// is said of them. Children of a map run go when their parent is gone: first those of `gone`,
/// which then has the map runs whose children are left for the next call. Rows are found from the
/// last one on, up to the first one that is missing or belongs to another execution: if there are
/// others before it, they stay, and `verify` reports them.
std::vector<OldExecution> removeOld(Database &database, int64_t endedBeforeMs, unsigned limit,
                                    std::vector<GoneRun> &gone);

} // namespace asl::journal
