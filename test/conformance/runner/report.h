// The output of the runner: failures as readable differences, the table, the totals, and the report
// as JSON.
#pragma once

#include "test/conformance/runner/case.h"

#include <string>

namespace asl::conformance {

struct Totals {
  size_t passed = 0, failed = 0, skipped = 0;
  void add(const Verdict &verdict);
};

/// The failure of a case for people; ends with a line break.
std::string failureText(const Case &oneCase, const Verdict &verdict);

/// The table by folder, why cases were skipped, and the line `N passed, N failed, N skipped`.
std::string summaryText(const std::vector<Case> &cases, const std::vector<Verdict> &verdicts);

/// All verdicts as JSON.
Json reportJson(const std::vector<Case> &cases, const std::vector<Verdict> &verdicts);

} // namespace asl::conformance
