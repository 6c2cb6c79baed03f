// Statuses of jobs, as most services call them.
#pragma once

#include <string_view>

namespace aslc::catalogue {

/// Whether a job with this status has ended.
bool isFinalStatus(std::string_view status);
/// Whether a job with this status has not ended yet. Marks an enumeration as one of statuses.
bool isRunningStatus(std::string_view status);

} // namespace aslc::catalogue
