// Removes executions that have ended from the tables. Whatever may be damaged, nothing is taken
// from another execution.
#pragma once

#include "runtime/journal/sqlite/database.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace asl::journal {

struct OldExecution {
  uint64_t id = 0, lastSeq = 0, machine = 0;
  std::string name{};
};

/// Whether there are executions or answers of commands that `removeEnded` removes.
bool hasOldExecution(Database &database, int64_t endedBeforeMs);

/// Executions that ended before, at most `limit`; not those that are among the live ones, whatever
/// else is said of them, and not the children of an execution that is.
std::vector<OldExecution> oldExecutions(Database &database, int64_t endedBeforeMs, unsigned limit);

/// Removes them with their rows, names and map runs, as part of a transaction. Rows are found from
/// the last one on, up to the first one that is missing or belongs to another execution: if there
/// are others before it, they stay, and `verify` reports them.
void removeExecutions(Database &database, std::span<const OldExecution> executions);

} // namespace asl::journal
