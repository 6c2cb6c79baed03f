// Compares a run with the expectations of a test.
#pragma once

#include "tools/aslc/testing/run_case.h"

namespace aslc::testing {

/// Adds the differences to `verdict`, which holds all observations.
void judge(const Case &testCase, Verdict &verdict);

/// True if a run with these observations meets the expectation of `field`, such as `output`.
bool isMet(const std::string &field, const Json &wanted, const Json &observed);

} // namespace aslc::testing
