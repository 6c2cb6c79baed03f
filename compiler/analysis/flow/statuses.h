// The statuses that services report of their jobs, and which of them are final.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace aslc::analysis::flow {

/// What an action that looks at a job gives.
struct JobStatus {
  std::string_view service, action;   ///< as in an `aws-sdk:` resource
  std::string_view member;            ///< the last name of the path to the status in the response
  std::string_view changing;          ///< values, separated by blanks
  std::string_view succeeded, failed; ///< final values
};

/// The table is of 2026-11-28. `service` and `action` may be those of an optimized integration.
const JobStatus *findJobStatus(std::string_view service, std::string_view action);

/// Calls `visit` for each word of a list.
template <typename Visit> void forEachWord(std::string_view list, Visit visit) {
  while (!list.empty()) {
    size_t blank = list.find(' ');
    visit(list.substr(0, blank));
    list = blank == list.npos ? std::string_view() : list.substr(blank + 1);
  }
}

/// Whether the service ever reports `value`.
bool isStatus(const JobStatus &status, std::string_view value);

} // namespace aslc::analysis::flow
