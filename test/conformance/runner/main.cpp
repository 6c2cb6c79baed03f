// asl-conformance: runs recorded cases and reports differences from what AWS did.
#include "test/conformance/runner/case.h"
#include "test/conformance/runner/cpp_backend.h"
#include "test/conformance/runner/report.h"
#include "test/conformance/runner/run.h"
#include "test/conformance/runner/workers.h"

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <regex>
#include <thread>
#include <unistd.h>

using namespace asl::conformance;

namespace {

constexpr const char *usage =
    R"(usage: asl-conformance [--backend=llvm|cpp] [--filter RE] [--report FILE.json] [-j N] [--limit SECONDS] DIR...

Runs every case file (*.json) below the folders by its kind and compares what happens with what was recorded.

  --filter RE        only cases in whose name the regular expression is found
  --report FILE      writes every verdict as JSON
  -j N               cases at a time (default: one for each processor)
  --limit SECONDS    wall time of one case, after which it has failed (default 60)
  --backend=llvm     how definitions are compiled; `cpp`: as C++ source, by the compiler in $CXX (else clang++-19)
  --part-size N      operations in one function of a machine, before what follows goes into another one
  --folder DIR       where --backend=cpp keeps sources and libraries (default: one of its own, removed at the end)
  --quiet            no differences, only the table

Exit status: 0 all passed or skipped, 1 something failed, 2 wrong usage.
)";

struct Options {
  std::vector<std::string> folders;
  std::string filter, report;
  WorkerOptions workers{std::max(1u, std::thread::hardware_concurrency()),
                        std::chrono::seconds(60)};
  aslc::driver::LoadOptions loading;
  bool quiet = false;
  bool cpp = false;
  std::string folder;
};

[[noreturn]] void fail(const std::string &message) {
  std::cerr << "asl-conformance: " << message << "\n" << usage;
  std::exit(2);
}

unsigned number(const std::string &option, const std::string &text) {
  char *end = nullptr;
  unsigned long value = std::strtoul(text.c_str(), &end, 10);
  if (text.empty() || *end != '\0' || value == 0 || value > 100'000)
    fail(option + " wants a number, not `" + text + "`");
  return static_cast<unsigned>(value);
}

/// An option's value, given as `--name=value`, `--name value` or, for a letter, `-n5`.
std::optional<std::string> valueOf(const std::string &name,
                                   const std::vector<std::string> &arguments, size_t &at) {
  if (arguments[at].starts_with(name + "="))
    return arguments[at].substr(name.size() + 1);
  if (!name.starts_with("--") && arguments[at].starts_with(name) && arguments[at] != name)
    return arguments[at].substr(name.size());
  if (arguments[at] != name)
    return std::nullopt;
  if (++at == arguments.size())
    fail(name + " wants a value");
  return arguments[at];
}

Options parse(const std::vector<std::string> &arguments) {
  Options options;
  for (size_t at = 0; at < arguments.size(); ++at) {
    const std::string &argument = arguments[at];
    if (argument == "-h" || argument == "--help") {
      std::cout << usage;
      std::exit(0);
    }
    if (argument == "--quiet")
      options.quiet = true;
    else if (auto filter = valueOf("--filter", arguments, at))
      options.filter = *filter;
    else if (auto report = valueOf("--report", arguments, at))
      options.report = *report;
    else if (auto jobs = valueOf("-j", arguments, at))
      options.workers.jobs = number("-j", *jobs);
    else if (auto limit = valueOf("--limit", arguments, at))
      options.workers.limit = std::chrono::seconds(number("--limit", *limit));
    else if (auto size = valueOf("--part-size", arguments, at))
      options.loading.partSize = number("--part-size", *size);
    else if (auto backend = valueOf("--backend", arguments, at)) {
      if (*backend != "llvm" && *backend != "cpp")
        fail("there is no backend `" + *backend + "`");
      options.cpp = *backend == "cpp";
    } else if (auto folder = valueOf("--folder", arguments, at))
      options.folder = *folder;
    else if (argument.starts_with("-") && argument.size() > 1)
      fail("unknown option `" + argument + "`");
    else
      options.folders.push_back(argument);
  }
  if (options.folders.empty())
    fail("no folder is given");
  return options;
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
                        options.loading};
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
  return failed ? 1 : 0;
}
