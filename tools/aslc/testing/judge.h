// Comparing what a run did with what a test expects.
#pragma once

#include "tools/aslc/testing/run_case.h"

namespace aslc::testing {

/// Adds what differs to `verdict`, which has all that was observed.
void judge(const Case &testCase, Verdict &verdict);

} // namespace aslc::testing
