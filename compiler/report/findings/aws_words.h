// AWS's wording and places of findings in a definition.
#pragma once

#include "compiler/report/findings/list.h"

namespace aslc::report {

/// A diagnostic of ValidateStateMachineDefinition.
struct AwsDiagnostic {
  bool isError = true;
  std::string_view code;
  std::string message;
  std::string location; ///< empty: none
};

/// The findings that ValidateStateMachineDefinition reports, errors first; without `warnings` only
/// errors, as it does by default.
std::vector<Finding> reportedByAws(const Findings &file, bool warnings);

/// `findings` as AWS reports them, in their order. Where its words are not known, they are ours.
/// Fields that one object lacks are one diagnostic.
std::vector<AwsDiagnostic> inWordsOfAws(const std::vector<Finding> &findings);

} // namespace aslc::report
