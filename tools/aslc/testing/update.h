// Rewrites expectations from the results of tests.
#pragma once

#include "tools/aslc/testing/runner.h"

#include <string>

namespace aslc::testing {

/// Changes the test files so that their tests pass: expectations that were not met become what was
/// observed, and tests without any get them. Everything else in the files stays as it is. Two
/// things are not changed: tests whose execution failed unexpectedly, and an expectation shared by
/// several rows of a table with different results. Returns a line for each changed file, and what
/// was not changed.
std::string updateExpectations(const RunResult &result);

} // namespace aslc::testing
