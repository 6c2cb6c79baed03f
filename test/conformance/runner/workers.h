// Running cases in child processes, so that a crash or a hang affects one case only.
#pragma once

#include "test/conformance/runner/case.h"

#include <chrono>
#include <functional>

namespace asl::conformance {

struct WorkerOptions {
  unsigned jobs = 1;
  std::chrono::seconds limit{60}; ///< wall time of one case; a case that needs more has failed
};

/// Runs every case with `run` in one of `jobs` forked children and returns the verdicts in their
/// order. Must be called while the process has one thread. A child that dies is replaced; its case
/// has failed with the signal and the end of what it wrote to stderr. `done` is called after
/// each case.
std::vector<Verdict> runCases(const std::vector<Case> &cases, const WorkerOptions &options,
                              const std::function<Verdict(const Case &)> &run,
                              const std::function<void(size_t, const Verdict &)> &done);

} // namespace asl::conformance
