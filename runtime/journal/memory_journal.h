// A journal that ends with its process: for Express executions and tests.
#pragma once

#include "runtime/journal/journal.h"

#include <memory>

namespace asl::journal {

/// Makes an empty journal in memory. Commits are Durable at once, on the calling thread. It has no
/// file: `backup` fails.
std::unique_ptr<Journal> makeMemoryJournal();

} // namespace asl::journal
