// `aslc run`: compiles a definition in memory and runs it, as the program that `aslc build` makes
// would.
#include "compiler/driver/build.h"
#include "compiler/driver/jit.h"
#include "runtime/program/program.h"
#include "tools/aslc/backend/verbs.h"
#include "tools/aslc/command/options.h"

#include <cstdio>

namespace aslc::tool {

namespace {} // namespace

int runRun(std::span<const std::string> arguments) {
  DefinitionOptions reading;
  std::string name;
  CommandLine line("run", "aslc run [OPTION...] FILE [PROGRAM-OPTION...]",
                   "Compiles a definition in memory and runs it. What follows FILE is the command\n"
                   "line of the program: `aslc run FILE --help` tells. Exit status: that of the\n"
                   "program (0 succeeded, 1 failed, 2 usage, 3 aborted); 2 also when the\n"
                   "definition cannot be read or has errors.");
  line.addText("--name", 0, "NAME", "the machine's name (by default that of the file)", name);
  addDefinitionOptions(line, reading);
  line.leaveRest();
  if (auto status = line.read(arguments))
    return *status;
  if (line.operands().empty())
    return line.fail("a FILE is missing");

  const std::string &path = line.operands()[0];
  std::shared_ptr<const source::File> file = readDefinition(path);
  if (!file)
    return exitUsage;
  Definition definition = understand(std::move(file), reading, /*forCodegen=*/true);
  showDiagnostics({definition.diagnostics}, reading);
  if (!definition.ok())
    return exitUsage;
  if (name.empty())
    name = driver::machineName(path);
  auto machine = driver::load(*definition.machine, name, {.optimization = 0});
  if (!machine) {
    std::string text = "aslc run: " + llvm::toString(machine.takeError()) + "\n";
    std::fputs(text.c_str(), stderr);
    return exitUsage;
  }

  std::vector<std::string> words{name};
  words.insert(words.end(), line.rest().begin(), line.rest().end());
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  return asl::program::runProgram(static_cast<int>(words.size()), argv.data(), (*machine)->module(),
                                  inputsOf(path, reading));
}

} // namespace aslc::tool
