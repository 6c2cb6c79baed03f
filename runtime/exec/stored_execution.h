// What the first and the last rows of an execution say, without all of its history; and how one
// ends whose rows cannot be read.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace asl::exec {

/// The input as ExecutionStarted shows it, byte for byte. Fails when the rows cannot be read. May
/// be called from any thread.
Expected<std::string> storedInput(const journal::Reader &journal, uint64_t execution);

/// The output of a succeeded execution as JSON text; empty for any other. Fails like `storedInput`.
/// May be called from any thread.
Expected<std::string> storedOutput(const journal::Reader &journal, uint64_t execution);

/// Whether an execution with this tail (Reader::tail) can be redriven: its state is there. It is
/// not when the execution was ended by `endUnread`.
bool hasState(const std::vector<journal::Record> &tail);

/// Why `rows`, whose checksums are right, cannot be read: the first one that this version does not
/// understand. Empty: they can. The first row stands alone.
std::string problemOf(const std::vector<journal::Record> &rows);

/// The row by which an execution is aborted whose rows cannot be read. `execution` must live until
/// the burst is passed to the journal, which advances its `lastSeq`.
journal::Burst endUnread(journal::Execution &execution, journal::End end);

/// Where an execution waits.
struct StoredPlace {
  uint32_t state = 0; ///< number of the state of its outermost flow, see Numbering
};
/// Returns nullopt when it has ended. Fails like `storedInput`. May be called from any thread.
Expected<std::optional<StoredPlace>> storedPlace(const journal::Reader &journal,
                                                 uint64_t execution);

} // namespace asl::exec
