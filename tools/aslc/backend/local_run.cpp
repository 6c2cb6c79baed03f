#include "tools/aslc/backend/local_run.h"

#include "runtime/program/program.h"
#include "tools/debug/debugger.h"
#include "tools/mocks/mock_tasks.h"

namespace aslc::tool {

asl::Expected<std::unique_ptr<driver::LoadedMachine>> loadMachine(const LocalRun &run,
                                                                  driver::Jit &jit) {
  auto machine = driver::load(*run.definition.machine, run.name, jit, {.optimization = 0});
  if (!machine)
    return asl::Failure{llvm::toString(machine.takeError())};
  return std::move(*machine);
}

std::vector<driver::Substitute> steppingFunctions() {
  std::vector<driver::Substitute> functions;
  for (auto [name, function] : debug::Debugger::functions())
    functions.push_back({name, function});
  return functions;
}

int runMachine(const LocalRun &run, const asl_module &module) {
  std::vector<std::string> words{run.name};
  words.insert(words.end(), run.program.begin(), run.program.end());
  std::vector<char *> argv;
  for (std::string &word : words)
    argv.push_back(word.data());
  argv.push_back(nullptr);
  std::optional<mocks::MockTasks> tasks;
  asl::program::TasksInFront inFront;
  if (run.mocks)
    inFront = [&](asl::task::TaskExecutor &others) -> asl::task::TaskExecutor & {
      return tasks.emplace(*run.mocks, mocks::MockOptions{.others = &others});
    };
  return asl::program::runProgram(static_cast<int>(words.size()), argv.data(), module, run.inputs,
                                  inFront, run.functions);
}

} // namespace aslc::tool
