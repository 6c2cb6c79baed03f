// The statuses that services report of their jobs, and which of them are final: by the enumerations
// of the catalogue.
#pragma once

#include "compiler/catalogue/catalogue.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::analysis::flow {

/// A status in the response of an action.
struct JobStatus {
  std::string_view member;                ///< the last name of the path to it
  std::vector<std::string_view> changing; ///< its values, also those that are seldom the last
  std::vector<std::string_view> succeeded, failed; ///< its final values

  bool has(std::string_view value) const;
};

/// Those of which each has a name of its own.
std::vector<JobStatus> statusesIn(catalogue::Type response);

/// Whether a text is a status as services and programs use them, such as `IN_PROGRESS`.
bool isStatusText(std::string_view text);

/// The letters of `text`, in lower case: `TIMED_OUT` and `TimedOut` are the same word.
std::string letters(std::string_view text);

} // namespace aslc::analysis::flow
