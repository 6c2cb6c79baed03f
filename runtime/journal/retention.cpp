// Small steps, until nothing is left to do.
#include "runtime/journal/retention.h"

#include <algorithm>

namespace asl::journal {
namespace {

constexpr unsigned executionsAtOnce = 500, pagesAtOnce = 2000;

/// Until no page is free, or none can be given back.
Expected<void> compactAll(Journal &journal) {
  for (uint64_t before = ~uint64_t(0);;) {
    Expected<uint64_t> left = journal.compact(pagesAtOnce);
    if (!left)
      return left.failure();
    if (*left == 0 || *left >= before)
      return {};
    before = *left;
  }
}

} // namespace

Expected<uint64_t> removeEnded(Journal &journal, int64_t endedBeforeMs, uint64_t most) {
  uint64_t removed = 0;
  while (removed < most) {
    auto atOnce = static_cast<unsigned>(std::min<uint64_t>(most - removed, executionsAtOnce));
    Expected<uint64_t> count = journal.removeEnded(endedBeforeMs, atOnce);
    if (!count)
      return count.failure();
    removed += *count;
    if (*count < atOnce)
      break;
  }
  if (removed == most)
    return removed;
  if (Expected<void> compacted = compactAll(journal); !compacted)
    return compacted.failure();
  return removed;
}

} // namespace asl::journal
