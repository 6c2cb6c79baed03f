// `aslc run`: compiles a definition in memory and runs it, as the program that `aslc build` makes
// would.
#include "compiler/source/file.h"
#include "runtime/program/options.h"
#include "tools/aslc/backend/functions.h"
#include "tools/aslc/backend/local_run.h"
#include "tools/aslc/backend/run_report.h"
#include "tools/aslc/backend/stepping.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"
#include "tools/aslc/command/part.h"

#include <cstdio>

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

/// Loads the machine and runs it.
int loadAndRun(const CommandLine &line, LocalRun &run, const SteppingOptions &options) {
  driver::Jit jit(substitutesFor(options.isAsked(), run.tasks->needsPlaces()));
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

struct RunOptions {
  DefinitionOptions reading;
  std::string name, report;
  frontend::Part part;
  TaskOptions tasks;
  SteppingOptions stepping;
};

void addOptions(CommandLine &line, RunOptions &options) {
  line.addText("--name", 0, "NAME", "the machine's name (by default that of the file)",
               options.name);
  addPartOptions(line, options.part);
  addTaskOptions(line, options.tasks);
  line.addText("--report", 0, "FILE",
               "write a page of the execution: the graph with the path that was\n"
               "taken, the steps on a time line, and every event",
               options.report);
  line.addFlag("--step", "stop at each state, at a prompt; `help` lists its commands",
               options.stepping.steps);
  line.add({"--break", 0, "STATE|LINE|errors",
            "stop at a state, or where one fails, at a prompt; may be repeated",
            [&options](const std::string &place) -> Expected<void> {
              options.stepping.breakpoints.push_back(place);
              return {};
            }});
  line.mayRepeat("--break");
  addDefinitionOptions(line, options.reading);
}

/// Runs it, and makes the page of it if one is wanted.
int runWithReport(const CommandLine &line, LocalRun &run, const RunOptions &options) {
  if (options.report.empty())
    return loadAndRun(line, run, options.stepping);
  Expected<RunReport> report = RunReport::begin(options.report, run.program, run.inputs);
  if (!report)
    return line.fail(report.error());
  run.leaving = [&report] { report->abandon(); };
  int status = loadAndRun(line, run, options.stepping);
  int written = report->write(run.name, *run.definition.machine);
  return written == exitClean ? status : written;
}

} // namespace

int runRun(std::span<const std::string> arguments) {
  RunOptions options;
  CommandLine line(
      "run", "aslc run [OPTION...] FILE [PROGRAM-OPTION...]",
      "Compiles a definition in memory and runs it. Takes the options of the program\n"
      "too, which `aslc run FILE --help` lists; before or behind FILE, but `--name`\n"
      "behind FILE names the execution. Exit status: that of the program (0 succeeded,\n"
      "1 failed, 2 usage, 3 aborted, 4 timed out); 2 also when the definition cannot\n"
      "be read or has errors. With `--replay` of a history: 0 when the execution went\n"
      "as recorded, 1 when not.");
  addOptions(line, options);
  Arguments parted = partArguments(arguments, line);
  if (auto status = line.read(parted.reading))
    return *status;
  if (line.operands().empty())
    return line.fail("a FILE is missing");

  const std::string &path = line.operands()[0];
  options.reading.jsonOnError = true; // the program's output goes to standard output
  auto definition = checkDefinition(path, options.reading, /*forCodegen=*/true);
  if (!definition)
    return exitUsage;
  showDiagnostics({definition->diagnostics}, options.reading);
  if (!definition->ok())
    return exitUsage;
  if (options.name.empty())
    options.name = source::machineName(definition->name.empty() ? path : definition->name);
  Expected<std::vector<std::string>> variables = keepPart(*definition, options.part);
  if (!variables)
    return line.fail(variables.error());
  auto tasks = RunTasks::prepare(options.tasks, options.name, *definition->machine);
  if (!tasks) {
    std::fputs((tasks.error() + "\n").c_str(), stderr);
    return exitUsage;
  }
  LocalRun run{*definition,
               options.name,
               withTaskFile(path, std::move(parted.program)),
               inputsOf(filesOf(path, *definition), options.reading),
               functionBindings(path, options.reading),
               *variables,
               tasks->get(),
               "aslc run " + path + " --help"};
  if (Expected<void> added = (*tasks)->addTo(run.program, run.inputs); !added)
    return line.fail(added.error());
  return runWithReport(line, run, options);
}

} // namespace aslc::tool
