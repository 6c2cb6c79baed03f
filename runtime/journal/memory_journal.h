// A journal that ends with its process: for Express executions and tests.
#pragma once

#include "runtime/journal/journal.h"

#include <functional>
#include <memory>

namespace asl::journal {

/// Makes an empty journal in memory. Commits are Durable at once, on the calling thread. It has no
/// file: `backup` fails.
///
/// For tests, `losesAnswer` is called after each commit. When it returns true, the caller gets
/// Broken although the commit took place, like a process that ends before it learns the result.
/// `isFull` is called before a document is put and before executions are listed. When it returns
/// true, that fails, as it does while a disk is full.
std::unique_ptr<Journal> makeMemoryJournal(std::function<bool()> losesAnswer = {},
                                           std::function<bool()> isFull = {});

} // namespace asl::journal
