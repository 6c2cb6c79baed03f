// What an owner does with the file of a journal before it writes: settings of its connection, a new
// epoch, and a look at what is there.
#pragma once

#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/encryption.h"
#include "runtime/journal/sqlite/name_backlog.h"
#include "runtime/journal/sqlite/sqlite_journal.h"

#include <cstdint>
#include <vector>

namespace asl::journal {

/// What was found in the file.
struct Found {
  uint64_t epoch = 0, lastSeq = 0, lastExecution = 0, lastDocument = 0;
  std::vector<GivenName> unnamed; ///< what the table `name` may lack
  std::vector<uint64_t> nameless; ///< executions whose names cannot be read
};

/// Sets up the connection that writes. Settings that decide about durability are read back: it
/// fails when SQLite did not take them.
Expected<void> configure(Database &database, const SqliteOptions &options);

/// Makes this process the owner, in one transaction. Shows in the tables what the last owner had
/// not shown yet, see showRest(), and fails where that fails. `nowMs` is in milliseconds since
/// 1970.
Expected<Found> own(Database &database, const Encryption &encryption, int64_t nowMs);

} // namespace asl::journal
