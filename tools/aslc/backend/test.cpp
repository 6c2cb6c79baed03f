// `aslc test`: runs the tests of definitions.
#include "runtime/support/output_file.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/command_line.h"
#include "tools/aslc/command/exit.h"
#include "tools/aslc/command/output.h"
#include "tools/aslc/command/search.h"
#include "tools/aslc/testing/coverage.h"
#include "tools/aslc/testing/results.h"
#include "tools/aslc/testing/runner.h"
#include "tools/aslc/testing/update.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>
#include <unistd.h>

namespace aslc::tool {

namespace {

namespace fs = std::filesystem;

struct TestOptions {
  testing::RunnerOptions runner;
  std::string junit, html, lcov;
  std::optional<double> failUnder;
  bool coverage = false, all = false, list = false, update = false, watch = false, color = false;

  bool needsCoverage() const { return coverage || !html.empty() || !lcov.empty() || failUnder; }
};

Expected<void> takePercent(std::optional<double> &target, const std::string &text) {
  std::optional<double> number = asl::parseNumber<double>(text);
  if (!number || !(*number >= 0 && *number <= 100))
    return Failure{"expected a percentage from 0 to 100, found `" + text + "`"};
  target = number;
  return {};
}

void addOptions(CommandLine &line, TestOptions &options) {
  testing::RunnerOptions &runner = options.runner;
  line.addText("--filter", 0, "TEXT", "only tests that have it in `file: name`; with `*` a pattern",
               runner.filter);
  line.addFlag("--all", "list the tests that passed too", options.all);
  line.addFlag("--list", "list the tests and run none", options.list);
  line.addFlag("--update", "write what tests did as what they expect", options.update);
  line.addFlag("--watch", "run again whenever a file changes, until interrupted", options.watch);
  line.add({"--random", 0, "N", "run tests that have a `schema` with N random inputs besides",
            asl::takeNumber<uint64_t>(runner.random, 0)});
  line.add({"--orders", 0, "N", "run each test in N orders of the answers besides",
            asl::takeNumber<uint64_t>(runner.orders, 0)});
  line.add({"--seed", 0, "N", "where random inputs and orders begin (default: 1)",
            asl::takeNumber<uint64_t>(runner.seed, 1)});
  line.addText("--junit", 0, "FILE", "write the results as JUnit XML", options.junit);
  line.addFlag("--coverage", "show what of the machines ran", options.coverage);
  line.addText("--coverage-html", 0, "FILE", "the same as a page with the graphs", options.html);
  line.addText("--lcov", 0, "FILE", "the same as lcov's trace file", options.lcov);
  line.add({"--fail-under", 0, "PERCENT", "exit with 1 when less of the machines ran",
            [&](const std::string &text) { return takePercent(options.failUnder, text); }});
  line.add({"--jobs", 'j', "N", "tests that run at once (default: one for each processor)",
            [&runner](const std::string &text) -> Expected<void> {
              uint64_t jobs = 0;
              Expected<void> taken = asl::takeNumber<uint64_t>(jobs, 1)(text);
              runner.jobs = static_cast<unsigned>(std::min<uint64_t>(jobs, 256));
              return taken;
            }});
  bool byDefault = isatty(STDOUT_FILENO) != 0 && !std::getenv("NO_COLOR");
  options.color = byDefault;
  line.addChoice(
      "--color", {"auto", "always", "never"}, "colour the text (default: on a terminal)",
      [&options, byDefault](size_t index) { options.color = index == 0 ? byDefault : index == 1; });
}

/// The test files that the operands mean; a message when there are none.
Expected<std::vector<std::string>> filesOf(const std::vector<std::string> &operands) {
  std::vector<std::string> found;
  for (const std::string &path : operands) {
    if (std::error_code unknown; !fs::is_directory(path, unknown)) {
      found.push_back(path);
      continue;
    }
    std::string problem;
    std::vector<std::string> tests = findTests(path, problem);
    if (!problem.empty())
      return Failure{"`" + path + "` cannot be searched: " + problem};
    found.insert(found.end(), tests.begin(), tests.end());
  }
  std::vector<std::string> once;
  for (std::string &path : found)
    if (std::find(once.begin(), once.end(), path) == once.end())
      once.push_back(std::move(path));
  if (once.empty())
    return Failure{"there is no file *.asl.test.yaml here; docs/testing.md shows how to write one"};
  return once;
}

/// Shows how far the tests are, on one line of a terminal.
void showProgress(size_t done, size_t all) {
  std::fprintf(stderr, "\r%zu of %zu tests", done, all);
  if (done == all)
    std::fputs("\r\x1b[K", stderr);
  std::fflush(stderr);
}

/// Says that `--filter` takes no test.
int noneWanted(const std::string &filter) {
  std::fputs(("aslc test: no test has `" + filter + "` in its name\n").c_str(), stderr);
  return exitUsage;
}

int listTests(const std::vector<std::string> &files, const std::string &filter) {
  int status = exitClean;
  size_t wanted = 0;
  for (const std::string &path : files) {
    auto suite = testing::readSuite(path);
    if (!suite) {
      std::fputs((suite.error() + "\n").c_str(), stderr);
      status = exitUsage;
      continue;
    }
    for (const testing::Case &testCase : suite->cases)
      if (testing::isWanted(filter, path, testCase.name)) {
        std::fputs((path + ": " + testCase.name + "\n").c_str(), stdout);
        ++wanted;
      }
  }
  return status == exitClean && wanted == 0 && !filter.empty() ? noneWanted(filter) : status;
}

/// Writes what was covered. Returns the exit status.
int reportCoverage(const TestOptions &options, testing::Machines &machines) {
  testing::MachineList tested = machines.merged();
  if (options.coverage)
    std::fputs(testing::coverageText(tested).c_str(), stdout);
  int status = exitClean;
  if (!options.html.empty())
    status = std::max(
        status, writeOutput("test", options.html, testing::coverageHtml(tested, ASLC_VERSION)));
  if (!options.lcov.empty())
    status = std::max(status, writeOutput("test", options.lcov, testing::coverageLcov(tested)));
  testing::Share all = testing::shareOf(tested);
  if (options.failUnder && all.percent() < *options.failUnder) {
    std::string text =
        "aslc test: " + testing::percentText(all) + " is covered, less than --fail-under\n";
    std::fputs(text.c_str(), stderr);
    status = std::max<int>(status, exitFaulty);
  }
  return status;
}

/// Files and when they were changed.
using Times = std::map<std::string, fs::file_time_type>;

Times timesOf(const std::vector<std::string> &files) {
  Times times;
  for (const std::string &file : files) {
    std::error_code unknown;
    times[file] = fs::last_write_time(file, unknown);
  }
  return times;
}

/// Whether a file is not what a run saw that began at `start`. `before` has the times of the files
/// that were known then. A file that only this run found is compared with `start` instead, by a
/// clock of files that may be a little late.
bool changedDuring(const Times &after, const Times &before, fs::file_time_type start) {
  constexpr std::chrono::milliseconds late(20);
  return std::any_of(after.begin(), after.end(), [&](const auto &file) {
    auto known = before.find(file.first);
    return known != before.end() ? known->second != file.second : file.second >= start - late;
  });
}

/// The files that the tests are made of.
std::vector<std::string> filesOf(const testing::RunResult &result,
                                 const std::vector<std::string> &tests,
                                 const testing::Machines &machines) {
  std::vector<std::string> used = tests;
  for (const auto &file : result.files) {
    used.insert(used.end(), file.files.begin(), file.files.end());
    if (file.suite)
      used.push_back(file.suite->subject.file);
  }
  std::vector<std::string> ofMachines = machines.files();
  used.insert(used.end(), ofMachines.begin(), ofMachines.end());
  return used;
}

/// Runs all tests once. `used` gets the files that they are made of.
int runOnce(const TestOptions &options, const std::vector<std::string> &files,
            std::vector<std::string> &used) {
  testing::Machines machines(options.needsCoverage());
  testing::RunResult result = testing::runTests(files, machines, options.runner);
  used = filesOf(result, files, machines);
  if (!options.runner.filter.empty() && result.passed + result.failed + result.broken == 0)
    return noneWanted(options.runner.filter);
  std::fputs(testing::resultText(result, options.all, options.color).c_str(), stdout);
  int status = result.broken > 0 ? exitUsage : result.failed > 0 ? exitFaulty : exitClean;
  if (options.update) {
    testing::Updated updated = testing::updateExpectations(result);
    std::fputs(updated.text.c_str(), stdout);
    status = result.broken > 0 ? exitUsage : updated.isComplete ? exitClean : exitFaulty;
  }
  if (!options.junit.empty())
    status = std::max(status, writeOutput("test", options.junit, testing::resultJunit(result)));
  if (options.needsCoverage())
    status = std::max(status, reportCoverage(options, machines));
  return status;
}

/// Whether both are the same test files, or both could not be read.
bool sameFiles(const Expected<std::vector<std::string>> &a,
               const Expected<std::vector<std::string>> &b) {
  return a && b ? *a == *b : static_cast<bool>(a) == static_cast<bool>(b);
}

/// Runs the tests again and again. Ends only when the process is ended.
[[noreturn]] void watchFiles(const TestOptions &options, const std::vector<std::string> &operands) {
  std::vector<std::string> used;
  for (;;) {
    Times before = timesOf(used);
    fs::file_time_type start = fs::file_time_type::clock::now();
    Expected<std::vector<std::string>> files = filesOf(operands);
    used.clear();
    if (files)
      runOnce(options, *files, used);
    else
      std::fputs((files.error() + "\n").c_str(), stdout);
    std::fputs("waiting for a change\n", stdout);
    std::fflush(stdout);
    Times after = timesOf(used);
    if (changedDuring(after, before, start))
      continue;
    do
      std::this_thread::sleep_for(std::chrono::milliseconds(200));
    while (timesOf(used) == after && sameFiles(filesOf(operands), files));
  }
}

} // namespace

int runTest(std::span<const std::string> arguments) {
  TestOptions options;
  CommandLine line("test", "aslc test [OPTION...] [FILE|FOLDER...]",
                   "Runs the tests in files *.asl.test.yaml, by default those of this folder and\n"
                   "the folders in it. Exit status: 0 all passed, 1 some failed or too little was\n"
                   "covered, 2 usage, or a file with errors.");
  addOptions(line, options);
  if (auto status = line.read(arguments))
    return *status;
  std::vector<std::string> operands = line.operands();
  if (operands.empty())
    operands.emplace_back(".");
  if (options.watch && options.update)
    return line.fail("`--watch` and `--update` exclude each other");
  options.runner.isObserved = options.needsCoverage();
  if (isatty(STDERR_FILENO) != 0)
    options.runner.progress = showProgress;
  if (options.watch)
    watchFiles(options, operands);
  Expected<std::vector<std::string>> files = filesOf(operands);
  if (!files)
    return line.fail(files.error());
  if (options.list)
    return listTests(*files, options.runner.filter);
  std::vector<std::string> used;
  return runOnce(options, *files, used);
}

} // namespace aslc::tool
