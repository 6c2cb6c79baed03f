// The statuses of executions, as the service writes them.
#pragma once

#include "runtime/journal/types.h"

#include <array>
#include <string_view>

namespace asl::journal {

/// By number.
inline constexpr std::array<std::string_view, statusCount> statusNames = {
    "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"};

inline std::string_view statusName(Status status) {
  return statusNames[static_cast<size_t>(status)];
}

} // namespace asl::journal
