// `aslc run`: compiles a definition in memory and runs it, as the program that `aslc build` makes
// would.
#include "compiler/driver/build.h"
#include "runtime/program/options.h"
#include "tools/aslc/backend/functions.h"
#include "tools/aslc/backend/local_run.h"
#include "tools/aslc/backend/run_report.h"
#include "tools/aslc/backend/stepping.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"
#include "tools/mocks/iteration.h"
#include "tools/mocks/mock_file.h"

#include <cstdio>
#include <cstdlib>

namespace aslc::tool {

namespace {

/// The command line, divided into the options of reading and those of the program. They have
/// different names, so each may come before or after FILE. The exceptions are `--name` and
/// `--help`, which are options of the program after FILE.
struct Arguments {
  std::vector<std::string> reading; ///< with FILE
  std::vector<std::string> program;
};

Arguments partArguments(std::span<const std::string> arguments, const CommandLine &line) {
  Arguments parted;
  bool fileSeen = false, optionsEnded = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string &argument = arguments[i];
    if (optionsEnded || argument == "-" || !argument.starts_with('-')) {
      (fileSeen ? parted.program : parted.reading).push_back(argument);
      fileSeen = true;
      continue;
    }
    optionsEnded = argument == "--";
    size_t equals = argument.starts_with("--") ? argument.find('=') : argument.npos;
    std::string name = argument.substr(0, equals);
    const Option *ours = line.find(name);
    std::optional<bool> theirs = asl::program::takesValue(name);
    bool isTheirs = fileSeen ? theirs.has_value() || !ours : theirs.has_value() && !ours;
    if (name == "--type" || name == "--")
      isTheirs = false;
    else if (name == "--help" || name == "-h")
      isTheirs = fileSeen;
    std::vector<std::string> &whose = isTheirs ? parted.program : parted.reading;
    whose.push_back(argument);
    bool takesNext = isTheirs ? theirs.value_or(false) : ours && !ours->argument.empty();
    if (takesNext && equals == argument.npos && i + 1 < arguments.size())
      whose.push_back(arguments[++i]);
  }
  return parted;
}

/// The mocks that `--mock` and `--case` choose for the machine `name`; nothing when there are none.
/// Without `--mock` the file is what emulators of AWS take it from.
Expected<std::optional<mocks::Plan>> mocksFor(std::string file, const std::string &testCase,
                                              const std::string &name) {
  const char *variable = std::getenv("SFN_MOCK_CONFIG");
  if (file.empty() && !testCase.empty() && variable)
    file = variable;
  if (file.empty() && !testCase.empty())
    return Failure{"`--case` needs `--mock`, or the file's name in SFN_MOCK_CONFIG"};
  if (file.empty())
    return std::optional<mocks::Plan>();
  Expected<mocks::MockFile> read = mocks::readMockFile(file);
  if (!read)
    return read.failure();
  Expected<mocks::Plan> plan = mocks::planFor(*read, name, testCase);
  if (!plan)
    return plan.failure();
  return std::optional(*std::move(plan));
}

/// Loads the machine and runs it; the functions are those that stand in for some of the runtime's.
int loadAndRun(const CommandLine &line, LocalRun &run, const SteppingOptions &options) {
  std::vector<driver::Substitute> functions;
  if (options.isAsked())
    functions = steppingFunctions();
  if (run.mocks) {
    auto [watched, watch] = mocks::iterationWatch(); // what mocks need to know of a task
    functions.push_back({watched, watch});
  }
  driver::Jit jit(std::move(functions));
  Expected<std::unique_ptr<driver::LoadedMachine>> machine = loadMachine(run, jit);
  if (!machine) {
    std::fputs(("aslc run: " + machine.error() + "\n").c_str(), stderr);
    return exitUsage;
  }
  const asl_module &module = (*machine)->module();
  std::unique_ptr<Stepping> stepping;
  if (options.isAsked()) {
    Expected<std::unique_ptr<Stepping>> begun =
        Stepping::begin(options, run.program, run.definition.diagnostics->file().name(), module);
    if (!begun)
      return line.fail(begun.error());
    stepping = *std::move(begun);
  }
  return runMachine(run, module);
}

} // namespace

int runRun(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string name, mockFile, testCase, reportPath;
  SteppingOptions stepping;
  CommandLine line(
      "run", "aslc run [OPTION...] FILE [PROGRAM-OPTION...]",
      "Compiles a definition in memory and runs it. Takes the options of the program\n"
      "too, which `aslc run FILE --help` lists; before or behind FILE, but `--name`\n"
      "behind FILE names the execution. Exit status: that of the program (0 succeeded,\n"
      "1 failed, 2 usage, 3 aborted, 4 timed out); 2 also when the definition cannot\n"
      "be read or has errors.");
  line.addText("--name", 0, "NAME", "the machine's name (by default that of the file)", name);
  line.addText("--mock", 0, "FILE",
               "answers in place of tasks: a MockConfigFile.json of Step Functions\n"
               "Local, or a file in aslc's own form",
               mockFile);
  line.addText("--case", 0, "CASE",
               "which test case of a MockConfigFile.json, as CASE or MACHINE#CASE", testCase);
  line.addText("--report", 0, "FILE",
               "write a page of the execution: the graph with the path that was\n"
               "taken, the steps on a time line, and every event",
               reportPath);
  line.addFlag("--step", "stop at each state, at a prompt; `help` lists its commands",
               stepping.steps);
  line.add({"--break", 0, "STATE|LINE|errors",
            "stop at a state, or where one fails, at a prompt; may be repeated",
            [&](const std::string &place) -> Expected<void> {
              stepping.breakpoints.push_back(place);
              return {};
            }});
  addDefinitionOptions(line, reading);
  Arguments parted = partArguments(arguments, line);
  if (auto status = line.read(parted.reading))
    return *status;
  if (line.operands().empty())
    return line.fail("a FILE is missing");

  const std::string &path = line.operands()[0];
  reading.jsonOnError = true; // the program's output goes to standard output
  auto definition = checkDefinition(path, reading, /*forCodegen=*/true);
  if (!definition)
    return exitUsage;
  showDiagnostics({definition->diagnostics}, reading);
  if (!definition->ok())
    return exitUsage;
  if (name.empty())
    name = driver::machineName(definition->name.empty() ? path : definition->name);
  auto plan = mocksFor(mockFile, testCase, name);
  if (!plan) {
    std::fputs((plan.error() + "\n").c_str(), stderr);
    return exitUsage;
  }
  std::vector<std::string> files = definition->files;
  files.push_back(path);
  LocalRun run{*definition,
               name,
               withTaskFile(path, std::move(parted.program)),
               inputsOf(files, reading),
               *std::move(plan),
               functionBindings(path, reading)};
  if (!mockFile.empty())
    run.inputs.push_back({"the mock file", mockFile});
  std::optional<RunReport> report;
  if (!reportPath.empty()) {
    Expected<RunReport> begun = RunReport::begin(reportPath, run.program, run.inputs);
    if (!begun)
      return line.fail(begun.error());
    report.emplace(*std::move(begun));
  }
  int status = loadAndRun(line, run, stepping);
  if (!report)
    return status;
  int written = report->write(name, *definition->machine);
  return written == exitClean ? status : written;
}

} // namespace aslc::tool
