// Findings as npm's `asl-validator` gives them.
#pragma once

#include "compiler/report/findings/findings.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::report {

/// The options of `asl-validator`.
struct ValidatorChecks {
  bool paths = true;     ///< without: no errors about paths and templates
  bool resources = true; ///< without: no errors about what is no ARN
};

struct ValidatorError {
  std::string_view code; ///< `SCHEMA_VALIDATION_FAILED`, ...
  std::string message;
  std::string place; ///< a JSON Pointer
};

/// The errors of a definition, including a Resource that is not an ARN; empty for a valid
/// definition.
std::vector<ValidatorError> validatorErrorsOf(const Findings &file, const ValidatorChecks &checks);

/// The result of its function as a JSON object: `isValid`, and `errors` with `Error code`,
/// `Message` and for errors of the schema `schemaError`.
std::string renderValidator(const std::vector<ValidatorError> &errors);

} // namespace aslc::report
