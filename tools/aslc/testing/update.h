// Rewrites expectations from the results of tests.
#pragma once

#include "tools/aslc/testing/runner.h"

#include <string>

namespace aslc::testing {

struct Updated {
  std::string text;       ///< a line for each changed file, and for what was not changed
  bool isComplete = true; ///< all tests pass now
};

/// Changes the test files so that their tests pass: expectations that were not met become what was
/// observed, and tests without any get them. Everything else in the files stays as it is. Not
/// changed are tests whose execution failed or succeeded unexpectedly, and an expectation shared by
/// several rows of a table with different results.
Updated updateExpectations(const RunResult &result);

} // namespace aslc::testing
