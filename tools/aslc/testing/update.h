// Expectations that are written anew from what tests did.
#pragma once

#include "tools/aslc/testing/runner.h"

#include <string>

namespace aslc::testing {

/// Changes the test files so that their tests pass: expectations that were not met become what was
/// observed, and tests without any get them. Everything else in the files stays as it is. A test
/// whose execution failed unexpectedly, and an expectation that several rows of a table share and
/// that they do not meet alike, are left. Returns what was done, a line for each file, and what was
/// left.
std::string updateExpectations(const RunResult &result);

} // namespace aslc::testing
