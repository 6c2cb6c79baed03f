// The tables of a journal's file and how older files are brought up to them.
#pragma once

#include "runtime/journal/sqlite/database.h"
#include "runtime/support/expected.h"

namespace asl::journal {

/// Marks a file as a journal: `ASLJ`.
inline constexpr int64_t applicationId = 0x41534C4A;
/// Number of the newest migration; a file's version is its `user_version`.
int64_t schemaVersion();

/// Creates the tables of a new file, or brings an old one up to date, one transaction for each
/// version. Refuses files of newer versions and of other programs.
Expected<void> migrate(Database &database, int64_t nowMs);

/// Refuses files that `migrate` would change or refuse.
Expected<void> checkSchema(Database &database);

} // namespace asl::journal
