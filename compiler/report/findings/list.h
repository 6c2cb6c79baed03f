// The findings of all files in one list, with the data that all formats need.
#pragma once

#include "compiler/report/findings/findings.h"
#include "compiler/report/findings/place.h"

#include <vector>

namespace aslc::report {

struct Finding {
  const Findings *file = nullptr;
  const diag::Diagnostic *diagnostic = nullptr;
  source::LineColumn begin, end; ///< `end` is the place after the last character
  Steps steps;                   ///< to its place; empty without a tree
  std::string fingerprint;
  /// The message, followed by a semicolon and the hint.
  std::string text() const;
};

/// The findings of `file` in the order of their places, equal ones once.
std::vector<Finding> findingsOf(const Findings &file);

/// Moves errors before all others; each keep their order.
void errorsFirst(std::vector<Finding> &findings);

/// Of all files, in their order.
std::vector<Finding> findingsOf(std::span<const Findings> files);

} // namespace aslc::report
