// The results of tests, for people and for pipelines.
#pragma once

#include "tools/aslc/testing/runner.h"

#include <string>

namespace aslc::testing {

/// The tests that failed with what differs, files that could not be run, and the totals.
/// `all`: those that passed are listed too. `color`: with terminal colours, and with the time.
std::string resultText(const RunResult &result, bool all, bool color);

/// JUnit XML: a suite for each file.
std::string resultJunit(const RunResult &result);

/// One difference on lines of their own, without an indentation.
std::string differenceText(const mocks::Difference &difference);

} // namespace aslc::testing
