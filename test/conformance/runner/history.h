// Comparing histories: event by event, or where branches run side by side, in any order of theirs.
#pragma once

#include "test/conformance/runner/compare.h"

namespace asl::conformance {

enum class HistoryOrder {
  Exact,      ///< one after the other, with `id` and `previousEventId`
  Concurrent, ///< branches may interleave differently: the same events, each after the same
              ///< predecessor
  Unordered   ///< the recording has sorted the events and zeroed their ids: the same events
};

/// Appends how the events of `actual` differ from those recorded. Both are arrays of events as
/// GetExecutionHistory returns them.
void compareHistory(const Json &expected, const Json &actual, HistoryOrder order, Differences &out);

} // namespace asl::conformance
