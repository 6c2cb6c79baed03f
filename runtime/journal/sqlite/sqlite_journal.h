// The journal in an SQLite file (in WAL mode, synced at every commit). docs/journal.md describes
// the file.
#pragma once

#include "runtime/journal/journal.h"

#include <chrono>
#include <functional>
#include <memory>

namespace asl::journal {

/// Faults that tests build in, to see that they are found.
enum class PlantedBug : uint8_t { None, SynchronousNormal, AnswerBeforeCommit };

struct SqliteOptions {
  /// Opens the journal although another owner lives. That one can write nothing more.
  bool takeOver = false;
  /// Called when a commit cannot go on, with the reason (the disk is full, or another process
  /// locks the file), at each try; and with an empty text when it goes on. On the thread that
  /// commits; must not call the journal.
  std::function<void(const std::string &reason)> stalled{};
  std::chrono::milliseconds retryDelay{200}; ///< between two tries
  int busyMs = 5000; ///< how long another connection's lock is waited for before it is a stall
  /// Commits of busy callers and the lists' tables are brought up to date on a thread of the
  /// journal. Without it everything happens within calls: then runs can be repeated exactly.
  bool thread = true;
  std::function<int64_t()> nowMs{};  ///< ms since 1970, UTC; empty: the system's clock
  bool gatherWrites = true;          ///< see gathering_vfs.h
  unsigned checkpointPages = 8192;   ///< the WAL is copied to the file when it has this many pages
  const char *vfs = nullptr;         ///< the VFS below, by name; must outlive the journal
  PlantedBug bug = PlantedBug::None; ///< for tests only
  /// The file whose key opens an encrypted journal: 64 hexadecimal digits. A new journal becomes
  /// encrypted with it. Empty: none.
  std::string keyFile{};
};

/// Opens the journal `path` as its owner and creates it if there is none. Fails when another owner
/// lives, when the file is none of ours or of a newer version, when it needs another key file, and
/// when SQLite does not sync.
Expected<std::unique_ptr<Journal>> openSqliteJournal(const std::string &path,
                                                     SqliteOptions options = {});

/// Opens the journal `path` for reading and for sending commands, whether or not it has an owner.
/// Lists and descriptions show what was committed before; of later rows, those that are older than
/// a second.
Expected<std::unique_ptr<Reader>> openSqliteReader(const std::string &path,
                                                   const std::string &keyFile = {},
                                                   const char *vfs = nullptr);

/// From now on the key in `newKeyFile` opens the journal `path`, and the one in `keyFile` no
/// longer. With an empty `keyFile`, a journal that is not encrypted becomes so: it is written anew.
/// Fails when an owner lives.
Expected<void> changeJournalKey(const std::string &path, const std::string &keyFile,
                                const std::string &newKeyFile);

} // namespace asl::journal
