// `aslc run`: compiles a definition in memory and runs it, as the program that `aslc build` makes
// would.
#include "compiler/driver/build.h"
#include "compiler/driver/jit.h"
#include "runtime/program/options.h"
#include "runtime/program/program.h"
#include "tools/aslc/backend/run_report.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"

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

} // namespace

int runRun(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string name, reportPath;
  CommandLine line(
      "run", "aslc run [OPTION...] FILE [PROGRAM-OPTION...]",
      "Compiles a definition in memory and runs it. Takes the options of the program\n"
      "too, which `aslc run FILE --help` lists; before or behind FILE, but `--name`\n"
      "behind FILE names the execution. Exit status: that of the program (0 succeeded,\n"
      "1 failed, 2 usage, 3 aborted, 4 timed out); 2 also when the definition cannot\n"
      "be read or has errors.");
  line.addText("--name", 0, "NAME", "the machine's name (by default that of the file)", name);
  line.addText("--report", 0, "FILE",
               "write a page of the execution: the graph with the path that was\n"
               "taken, the steps on a time line, and every event",
               reportPath);
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
  driver::Jit jit;
  auto machine = driver::load(*definition->machine, name, jit, {.optimization = 0});
  if (!machine) {
    std::string text = "aslc run: " + llvm::toString(machine.takeError()) + "\n";
    std::fputs(text.c_str(), stderr);
    return exitUsage;
  }

  std::vector<std::string> files = definition->files;
  files.push_back(path);
  std::optional<RunReport> report;
  if (!reportPath.empty()) {
    Expected<RunReport> begun =
        RunReport::begin(reportPath, parted.program, inputsOf(files, reading));
    if (!begun)
      return line.fail(begun.error());
    report.emplace(*std::move(begun));
  }
  std::vector<std::string> words{name};
  words.insert(words.end(), parted.program.begin(), parted.program.end());
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  int status = asl::program::runProgram(static_cast<int>(words.size()), argv.data(),
                                        (*machine)->module(), inputsOf(files, reading));
  if (!report)
    return status;
  int written = report->write(name, *definition->machine);
  return written == exitClean ? status : written;
}

} // namespace aslc::tool
