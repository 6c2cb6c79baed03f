// The findings of all files one after the other, with what every form needs of them.
#pragma once

#include "compiler/report/findings/findings.h"

#include <vector>

namespace aslc::report {

struct Finding {
  const Findings *file = nullptr;
  const diag::Diagnostic *diagnostic = nullptr;
  source::LineColumn begin, end; ///< `end` is the place after the last character
  std::string pointer;           ///< see `pointerAt`
  std::string fingerprint;
  /// The message, followed by a semicolon and the hint.
  std::string text() const;
};

/// The findings of `file` in the order of their places, equal ones once.
std::vector<Finding> findingsOf(const Findings &file);

/// Of all files, in their order.
std::vector<Finding> findingsOf(std::span<const Findings> files);

} // namespace aslc::report
