#include "tools/aslc/testing/runner.h"

#include "runtime/dom/text.h"
#include "runtime/task/pattern.h"
#include "tools/aslc/testing/random_input.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <thread>

namespace aslc::testing {

namespace {

using Clock = std::chrono::steady_clock;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// A problem of a schema with the place of the JSON pointer in it, else of the schema itself.
std::string placed(const InputSchema &schema, const std::string &problem) {
  size_t begin = std::min(problem.find('#'), problem.size());
  std::string pointer = problem.substr(begin, problem.find(' ', begin) - begin);
  auto known = schema.places->find(pointer);
  if (known == schema.places->end())
    known = schema.places->find("#");
  return known->second + ": error: " + problem;
}

/// A test that waits to be run, and where its result goes.
struct Job {
  FileResult *file;
  TestResult *result;
};

class Run {
public:
  Run(Machines &machines, const RunnerOptions &options) : machines_(machines), options_(options) {}

  RunResult run(const std::vector<std::string> &paths) {
    Clock::time_point start = Clock::now();
    RunResult result;
    for (const std::string &path : paths)
      result.files.push_back(read(path));
    for (FileResult &file : result.files)
      for (TestResult &test : file.tests)
        jobs_.push_back({&file, &test});
    work();
    for (FileResult &file : result.files) {
      if (!file.problem.empty()) {
        file.tests.clear();
        ++result.broken;
      }
      for (const TestResult &test : file.tests)
        ++(test.verdict.passed() ? result.passed : result.failed);
    }
    result.seconds = secondsSince(start);
    return result;
  }

private:
  FileResult read(const std::string &path) {
    FileResult file;
    file.path = path;
    asl::Expected<Suite> suite = readSuite(path, &file.files);
    if (!suite) {
      file.problem = suite.error();
      return file;
    }
    file.suite = std::make_unique<Suite>(*std::move(suite));
    for (const Case &testCase : file.suite->cases)
      if (isWanted(options_.filter, path, testCase.name))
        file.tests.push_back({file.suite.get(), &testCase, {}, 0, ""});
    return file;
  }

  void work() {
    unsigned count = options_.jobs != 0 ? options_.jobs : std::thread::hardware_concurrency();
    count = static_cast<unsigned>(std::min<size_t>(std::max(count, 1u), jobs_.size()));
    std::vector<std::thread> threads;
    for (unsigned i = 1; i < count; ++i)
      threads.emplace_back([this] { workHere(); });
    workHere();
    for (std::thread &thread : threads)
      thread.join();
  }

  void workHere() {
    for (size_t index = next_++; index < jobs_.size(); index = next_++) {
      Clock::time_point start = Clock::now();
      runJob(jobs_[index]);
      jobs_[index].result->seconds = secondsSince(start);
      std::lock_guard lock(mutex_);
      ++done_;
      if (options_.progress)
        options_.progress(done_, jobs_.size());
    }
  }

  void runJob(const Job &job) {
    asl::Expected<std::shared_ptr<Machine>> machine = machines_.get(job.file->suite->subject);
    if (!machine) {
      std::lock_guard lock(mutex_);
      job.file->problem = machine.error();
      return;
    }
    TestResult &result = *job.result;
    const Case &testCase = *result.testCase;
    result.verdict.problem = caseProblems(**machine, testCase);
    if (result.verdict.problem.empty())
      result.verdict = runCase(**machine, testCase);
    if (result.verdict.passed() && testCase.schema && options_.random > 0)
      runRandom(**machine, result);
    for (uint64_t i = 0; i < options_.orders && result.verdict.passed(); ++i) {
      RunOptions order{.input = {}, .orderSeed = options_.seed + i};
      result.verdict = runCase(**machine, testCase, order);
      if (!result.verdict.passed())
        result.condition = "in the order of --orders 1 --seed " + std::to_string(order.orderSeed);
    }
  }

  void runRandom(Machine &machine, TestResult &result) {
    const Case &testCase = *result.testCase;
    const Json &schema = testCase.schema->value;
    if (auto checked = checkSchema(schema); !checked) {
      result.verdict.problem = placed(*testCase.schema, checked.error());
      return;
    }
    auto verdictOf = [&](const Json &input, bool isObserved) {
      RunOptions random{.input = asl::dom::write(input), .orderSeed = 0, .isObserved = isObserved};
      return runCase(machine, testCase, random);
    };
    uint64_t made = 0;
    for (uint64_t i = 0; i < options_.random; ++i) {
      std::mt19937_64 random(options_.seed + i);
      Json input = makeValue(schema, random);
      if (!isValid(schema, input))
        continue; // of alternatives that exclude each other
      ++made;
      if (verdictOf(input, true).passed())
        continue;
      Json least = shrink(schema, input,
                          [&](const Json &smaller) { return !verdictOf(smaller, false).passed(); });
      result.verdict = verdictOf(least, false);
      result.condition = "with the random input " + asl::dom::write(least) +
                         " (--random 1 --seed " + std::to_string(options_.seed + i) +
                         ", made smaller)";
      return;
    }
    if (made == 0 && options_.random > 0)
      result.verdict.problem =
          placed(*testCase.schema, "no input could be made that is valid by the schema");
  }

  Machines &machines_;
  const RunnerOptions &options_;
  std::vector<Job> jobs_;
  std::atomic<size_t> next_ = 0;
  std::mutex mutex_;
  size_t done_ = 0;
};

} // namespace

bool isWanted(const std::string &filter, const std::string &path, const std::string &name) {
  std::string whole = path + ": " + name;
  return filter.find('*') == filter.npos ? whole.find(filter) != whole.npos
                                         : asl::task::matchesPattern("*" + filter + "*", whole);
}

RunResult runTests(const std::vector<std::string> &paths, Machines &machines,
                   const RunnerOptions &options) {
  return Run(machines, options).run(paths);
}

} // namespace aslc::testing
