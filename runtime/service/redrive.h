// Which executions can be redriven.
#pragma once

#include "runtime/journal/journal.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace asl::service {

/// `redriveStatus` and `redriveStatusReason` of DescribeExecution.
struct RedriveStatus {
  enum class Kind : uint8_t { Redrivable, NotRedrivable, ByMapRun };
  Kind kind = Kind::Redrivable;
  std::string reason{}; ///< empty when redrivable
};

RedriveStatus redriveStatusOf(const journal::Execution &execution, int64_t nowMs);
/// The same, and reads its rows too: an execution that was stopped because it was damaged has no
/// state from which it could go on.
RedriveStatus redriveStatusOf(const journal::Reader &journal, const journal::Execution &execution,
                              int64_t nowMs);

/// `REDRIVABLE`, `NOT_REDRIVABLE` or `REDRIVABLE_BY_MAP_RUN`.
std::string_view redriveStatusName(RedriveStatus::Kind kind);

/// The time of the redrive by a request with this client token within the last 15 minutes; only the
/// last ten redrives are considered. Returns nullopt when there was none, or `token` is empty.
Expected<std::optional<int64_t>> redrivenFor(const journal::Reader &journal, uint64_t execution,
                                             const std::string &token, int64_t nowMs);

} // namespace asl::service
