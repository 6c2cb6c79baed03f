// Compares a run with the expectations of a test.
#pragma once

#include "tools/aslc/testing/run_case.h"

namespace aslc::testing {

/// Adds the differences to `verdict`, which holds all observations.
void judge(const Case &testCase, Verdict &verdict);

} // namespace aslc::testing
