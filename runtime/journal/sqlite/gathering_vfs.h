// A VFS of SQLite that writes a commit's part of the WAL at once instead of page by page, and
// extends the WAL in large steps, because growing files are synced slowly.
#pragma once

struct sqlite3;

namespace asl::journal {

/// Registers a gathering VFS over the VFS of this name (null: the default one), once. Returns its
/// name, or null when there is no such VFS.
///
/// Only for connections with synchronous=FULL: SQLite then syncs the WAL before it lets others see
/// a commit, and what was written is gathered until the sync. Other files than the WAL are left to
/// the VFS below.
const char *gatheringVfs(const char *below);

/// Forgets what a transaction of `connection` has written and not synced. To be called after each
/// rollback: another process may write to the same place next.
void dropGathered(sqlite3 *connection);

} // namespace asl::journal
