// A live view of a journal.
#pragma once

#include "runtime/journal/journal.h"

#include <chrono>
#include <optional>
#include <string>

namespace aslc::tool {

struct WatchOptions {
  std::string machine;                      ///< only executions of this one; empty: all
  std::chrono::milliseconds interval{1000}; ///< between two views
  uint64_t count = ~uint64_t(0);            ///< how many views are shown
  bool json = false;                        ///< each as a line of JSON
};

/// Shows periodically how many executions have each status, in which states the running ones are,
/// the progress of map runs, and how many start and end per second. On a terminal each view
/// replaces the one before. Ends after `count` views, or when the journal cannot be read.
asl::Expected<void> watchExecutions(const asl::journal::Reader &reader,
                                    const WatchOptions &options);

} // namespace aslc::tool
