// A journal that takes rows and can give none back: for measuring what an execution costs without
// SQLite.
#pragma once

#include "runtime/journal/journal.h"

#include <memory>
#include <string>

namespace asl::bench {

/// What was committed.
struct Written {
  uint64_t rows = 0, events = 0, bytes = 0;
};

/// Counts what it is given, and forgets it. `written` outlives it.
std::unique_ptr<journal::Journal> makeCountingJournal(Written &written);

/// Appends all rows to the file `path`, which is preallocated: with a checksum, and one write and
/// one fdatasync for each group. Groups are made as the journal in SQLite makes them. Ends the
/// program when the file cannot be written.
std::unique_ptr<journal::Journal> makeFileJournal(const std::string &path, Written &written);

} // namespace asl::bench
