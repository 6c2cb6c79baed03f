#include "tools/aslc/backend/local_run.h"

#include "compiler/lower/lower.h"
#include "tools/debug/debugger.h"
#include "tools/mocks/place.h"

#include <utility>

namespace aslc::tool {

asl::Expected<std::unique_ptr<driver::LoadedMachine>> loadMachine(const LocalRun &run,
                                                                  driver::Jit &jit) {
  lower::Inspection outside{.variables = run.variables, .fields = false};
  auto machine = driver::load(*run.definition.machine, run.name, jit,
                              {.optimization = 0, .inspection = &outside});
  if (!machine)
    return asl::Failure{llvm::toString(machine.takeError())};
  return std::move(*machine);
}

std::vector<driver::Substitute> substitutesFor(bool stops, bool tellsPlaces) {
  std::vector<driver::Substitute> functions;
  if (stops)
    for (auto [name, function] : debug::Debugger::functions())
      functions.push_back({name, function});
  if (tellsPlaces) {
    auto [name, function] = mocks::placeWatch();
    functions.push_back({name, function});
  }
  return functions;
}

std::vector<std::string> filesOf(const std::string &path, const frontend::Definition &definition) {
  std::vector<std::string> files = definition.files;
  files.push_back(path);
  return files;
}

int runMachine(const LocalRun &run, const asl_module &module) {
  std::vector<std::string> words{run.name};
  words.insert(words.end(), run.program.begin(), run.program.end());
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  asl::program::Surroundings surroundings{.inputs = run.inputs,
                                          .bindings = run.functions,
                                          .helpCommand = run.helpCommand,
                                          .leaving = run.leaving};
  if (run.tasks)
    run.tasks->addTo(surroundings);
  int status = asl::program::runProgram(static_cast<int>(words.size()), argv.data(), module,
                                        std::move(surroundings));
  return run.tasks ? run.tasks->finish(status) : status;
}

} // namespace aslc::tool
