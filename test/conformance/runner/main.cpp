// asl-conformance: runs recorded cases and reports differences from what AWS did.
#include "runtime/support/option_table.h"
#include "test/conformance/runner/case.h"
#include "test/conformance/runner/cpp_backend.h"
#include "test/conformance/runner/report.h"
#include "test/conformance/runner/run.h"
#include "test/conformance/runner/workers.h"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace asl::conformance;

namespace {

constexpr const char *usage = R"(usage: asl-conformance [OPTION...] DIR...

Runs every case file (*.json) below the folders by its kind and compares what happens with what was recorded.

options:
)";
constexpr const char *statuses =
    "\nExit status: 0 all passed or skipped, 1 something failed, 2 wrong usage.\n";

struct Options {
  std::vector<std::string> folders;
  std::string filter, report;
  WorkerOptions workers{std::max(1u, std::thread::hardware_concurrency()),
                        std::chrono::seconds(60)};
  aslc::driver::LoadOptions loading;
  bool quiet = false;
  bool cpp = false;
  bool evict = false;
  bool journal = false;
  bool crash = false;
  std::optional<PowerLossOptions> powerLoss;
  std::string folder;
};

[[noreturn]] void fail(const std::string &message) {
  std::cerr << "asl-conformance: " << message << "\nTry `asl-conformance --help`.\n";
  std::exit(2);
}

/// Takes a number of at least 1 and hands it to `target`.
template <typename Target> auto number(Target target) {
  return [target](const std::string &text) -> asl::Expected<void> {
    unsigned value = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value == 0 || value > 100'000)
      return asl::Failure{"`" + text + "` is not a number from 1 to 100000"};
    target(value);
    return {};
  };
}

Options parse(const std::vector<std::string> &arguments) {
  Options options;
  asl::OptionTable table;
  table.addText("--filter", 0, "RE", "only cases in whose name the regular expression is found",
                options.filter);
  table.addText("--report", 0, "FILE", "writes every verdict as JSON", options.report);
  table.add({"--jobs", 'j', "N", "cases at a time (default: one for each processor)",
             number([&](unsigned value) { options.workers.jobs = value; })});
  table.add({"--limit", 0, "SECONDS",
             "wall time of one case, after which it has failed (default 60)",
             number([&](unsigned value) { options.workers.limit = std::chrono::seconds(value); })});
  table.addChoice("--backend", {"llvm", "cpp"},
                  "how definitions are compiled; `cpp`: as C++ source, by the\n"
                  "compiler in $CXX (else clang++-19)",
                  [&](size_t index) { options.cpp = index == 1; });
  table.add({"--part-size", 0, "N",
             "operations in one function of a machine, before what follows\n"
             "goes into another one",
             number([&](unsigned value) { options.loading.partSize = value; })});
  table.addText("--folder", 0, "DIR",
                "where --backend=cpp keeps sources and libraries (default: one\n"
                "of its own, removed at the end)",
                options.folder);
  table.addFlag("--evict", "keeps executions as bytes whenever they wait", options.evict);
  table.addFlag("--journal",
                "keeps Standard executions in a journal, and reads their\n"
                "histories from it",
                options.journal);
  table.addFlag("--crash", "the same, and loses the process after each commit in turn",
                options.crash);
  auto powerLoss = [&]() -> PowerLossOptions & {
    return options.powerLoss ? *options.powerLoss : options.powerLoss.emplace();
  };
  table.add({"--power-loss", 0, "N",
             "keeps Standard executions in a journal on a disk in memory, and\n"
             "loses the power at every Nth operation of the disk in turn",
             number([=](unsigned value) { powerLoss().stride = value; })});
  table.add({"--seed", 0, "N", "of what a loss of power leaves on the disk (default 1)",
             number([=](unsigned value) { powerLoss().seed = value; })});
  table.addChoice("--bug", {"not-synced", "answer-before-commit"},
                  "a bug of the journal, which the losses must find", [=](size_t index) {
                    powerLoss().bug = index == 0 ? asl::journal::PlantedBug::SynchronousNormal
                                                 : asl::journal::PlantedBug::AnswerBeforeCommit;
                  });
  table.addFlag("--quiet", "no differences, only the table", options.quiet);
  if (asl::Expected<void> parsed = table.parse(arguments); !parsed)
    fail(parsed.error());
  if (table.helpWanted()) {
    std::cout << usage << table.help(24) << statuses;
    std::exit(0);
  }
  options.folders = table.operands();
  if (options.folders.empty())
    fail("no folder is given");
  return options;
}

double cpuSecondsOfChildren() {
  rusage used{};
  getrusage(RUSAGE_CHILDREN, &used);
  auto seconds = [](const timeval &time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

std::string lossesText(const std::vector<Verdict> &verdicts) {
  uint64_t losses = 0;
  for (const Verdict &verdict : verdicts)
    losses += verdict.losses;
  double minutes = cpuSecondsOfChildren() / 60;
  std::ostringstream text;
  text << "power lost " << losses << " times, "
       << static_cast<uint64_t>(static_cast<double>(losses) / minutes)
       << " times a minute of processor time\n";
  return text.str();
}

void keepMatching(std::vector<Case> &cases, const std::string &filter) {
  if (filter.empty())
    return;
  std::regex pattern;
  try {
    pattern.assign(filter);
  } catch (const std::regex_error &error) {
    fail("--filter: " + std::string(error.what()));
  }
  std::erase_if(cases, [&](const Case &c) { return !std::regex_search(c.name, pattern); });
}

Verdict runCase(const Case &oneCase, const Backend &backend) {
  switch (oneCase.kind) {
  case CaseKind::Execution:
    return runExecution(oneCase, backend);
  case CaseKind::JsonPath:
    return runJsonPath(oneCase, backend);
  case CaseKind::Intrinsic:
    return runIntrinsic(oneCase, backend);
  case CaseKind::Validation:
    return runValidation(oneCase);
  case CaseKind::Jsonata:
    return runJsonata(oneCase, backend);
  case CaseKind::TestState:
    return runTestState(oneCase);
  case CaseKind::Api:
    break;
  }
  return Verdict::skipped(std::string(kindName(oneCase.kind)));
}

/// Compiles the definitions of all cases before they are run.
void prepareCpp(CppBackend &cpp, const std::vector<Case> &cases, const Options &options) {
  const Backend collecting{cpp.collector(), options.loading};
  runCases(
      cases, options.workers, [&](const Case &each) { return runCase(each, collecting); },
      [](size_t, const Verdict &) {});
  if (std::string messages = cpp.compile(options.workers.jobs); !messages.empty()) {
    std::cerr << messages;
    std::exit(1);
  }
}

} // namespace

int main(int argc, char **argv) {
  Options options = parse({argv + 1, argv + argc});
  CaseFiles files = loadCases(options.folders);
  keepMatching(files.cases, options.filter);
  for (const std::string &problem : files.problems)
    std::cerr << "asl-conformance: " << problem << "\n";
  if (files.cases.empty())
    fail("there is no case in these folders" +
         (options.filter.empty() ? "" : " that matches " + options.filter));

  bool ownFolder = options.cpp && options.folder.empty();
  if (ownFolder)
    options.folder =
        std::filesystem::temp_directory_path() / ("asl-conformance." + std::to_string(getpid()));
  aslc::driver::Jit jit;
  std::optional<CppBackend> cpp;
  if (options.cpp) {
    const char *compiler = std::getenv("CXX");
    cpp.emplace(options.folder, compiler ? compiler : "clang++-19");
    prepareCpp(*cpp, files.cases, options);
  }

  const Backend backend{cpp ? cpp->libraries() : static_cast<aslc::driver::ModuleLoader &>(jit),
                        options.loading,
                        options.evict ? 0 : asl::EngineOptions::kUnlimited,
                        options.journal || options.crash || options.powerLoss,
                        options.crash,
                        options.powerLoss};
  std::vector<Verdict> verdicts = runCases(
      files.cases, options.workers, [&](const Case &each) { return runCase(each, backend); },
      [&](size_t index, const Verdict &verdict) {
        if (verdict.outcome == Verdict::Outcome::Failed && !options.quiet)
          std::cout << failureText(files.cases[index], verdict) << std::flush;
      });

  if (ownFolder)
    std::filesystem::remove_all(options.folder);

  bool failed = !files.problems.empty();
  for (const Verdict &verdict : verdicts)
    failed |= verdict.outcome == Verdict::Outcome::Failed;
  if (!options.report.empty()) {
    std::ofstream out(options.report);
    out << reportJson(files.cases, verdicts).dump(1, ' ', false, Json::error_handler_t::replace)
        << "\n";
    if (!out.flush()) {
      std::cerr << "asl-conformance: " << options.report << " cannot be written\n";
      failed = true;
    }
  }
  std::cout << summaryText(files.cases, verdicts);
  if (options.powerLoss)
    std::cout << lossesText(verdicts);
  return failed ? 1 : 0;
}
