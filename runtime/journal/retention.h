// Removes old executions from a journal.
#pragma once

#include "runtime/journal/journal.h"

namespace asl::journal {

/// Removes executions that ended before `endedBeforeMs`, at most `most`, by Journal::removeEnded:
/// in small transactions between which others commit. When none are left, gives their space back to
/// the file system. Returns how many they were: less than `most` when none are left. Blocks.
Expected<uint64_t> removeEnded(Journal &journal, int64_t endedBeforeMs,
                               uint64_t most = ~uint64_t(0));

} // namespace asl::journal
