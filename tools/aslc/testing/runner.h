// Runs the tests of many files in parallel.
#pragma once

#include "tools/aslc/testing/machine.h"
#include "tools/aslc/testing/run_case.h"
#include "tools/aslc/testing/suite.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace aslc::testing {

struct RunnerOptions {
  std::string filter;  ///< a part of `file: name of the test`, or a pattern with `*`; empty: all
  unsigned jobs = 0;   ///< threads; 0: one for each processor
  uint64_t random = 0; ///< how many random inputs each test with a schema gets
  uint64_t orders = 0; ///< in how many orders of answers each test is run besides
  uint64_t seed = 1;   ///< of the first random input and of the first order
  bool isObserved = false; ///< what is covered counts
  /// Called after each test with how many are done, of how many; on any thread, one at a time.
  std::function<void(size_t done, size_t all)> progress;
};

/// A test and how it ended.
struct TestResult {
  const Suite *suite = nullptr;
  const Case *testCase = nullptr;
  Verdict verdict;
  double seconds = 0;
  /// Under what it failed, if not by itself: "with the random input {...}".
  std::string condition;
};

struct FileResult {
  std::string path;
  std::unique_ptr<Suite> suite;   ///< null when it could not be read
  std::string problem;            ///< why it could not be run; empty: it was
  std::vector<std::string> files; ///< that it is made of besides the machine
  std::vector<TestResult> tests;
};

struct RunResult {
  std::vector<FileResult> files;
  size_t passed = 0, failed = 0; ///< tests
  size_t broken = 0;             ///< files that could not be run
  double seconds = 0;
};

/// Whether a filter, as RunnerOptions has it, takes the test `name` of the file `path`.
bool isWanted(const std::string &filter, const std::string &path, const std::string &name);

/// Reads the test files at `paths` and runs their tests; machines are compiled by `machines`.
RunResult runTests(const std::vector<std::string> &paths, Machines &machines,
                   const RunnerOptions &options);

} // namespace aslc::testing
