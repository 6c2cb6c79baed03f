// A journal that ends with its process: for Express executions and tests.
#pragma once

#include "runtime/journal/journal.h"

#include <functional>
#include <memory>

namespace asl::journal {

/// Makes an empty journal in memory. Commits are Durable at once, on the calling thread. It has no
/// file: `backup` fails.
///
/// For tests, `losesAnswer` is asked after each commit: where it returns true, the caller is told
/// that the journal is Broken, although the commit took place; as for a process that ends before it
/// hears of it.
std::unique_ptr<Journal> makeMemoryJournal(std::function<bool()> losesAnswer = {});

} // namespace asl::journal
