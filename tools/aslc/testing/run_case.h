// Runs a test and compares the run with its expectations.
#pragma once

#include "tools/aslc/testing/machine.h"
#include "tools/aslc/testing/suite.h"
#include "tools/mocks/compare.h"

#include <string>
#include <vector>

namespace aslc::testing {

/// The result of running a test.
struct Verdict {
  std::string problem; ///< why the test could not be run; empty if it ran
  std::vector<mocks::Difference> differences;
  /// By the names of expectations: `status`, `output`, `path`, ... What is compared with them.
  Json observed = Json::object();

  bool passed() const { return problem.empty() && differences.empty(); }
};

struct RunOptions {
  std::optional<std::string> input; ///< JSON text in place of the test's
  uint64_t orderSeed = 0;           ///< see mocks::MockOptions
  bool isObserved = true;           ///< what is covered counts
};

/// Runs `testCase` on a virtual clock, on the calling thread, and compares it with what is
/// expected. Any thread.
Verdict runCase(Machine &machine, const Case &testCase, const RunOptions &options = {});

/// What is wrong with the mocks of a test for this machine: states that it does not have, states
/// that call nothing, results that are not what the service gives. A line for each, with the place
/// in the test file.
std::string mockProblems(const Machine &machine, const Case &testCase);

/// What an expectation would have to be for the test to pass: `observed`, shaped as `wanted`.
Json fitting(const std::string &field, const Json &wanted, const Json &observed);

} // namespace aslc::testing
