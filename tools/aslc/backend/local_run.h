// Running a definition in this process: `aslc run` and `aslc dap`.
#pragma once

#include "compiler/driver/jit.h"
#include "compiler/frontend/definition.h"
#include "runtime/binding/binding.h"
#include "runtime/support/expected.h"
#include "runtime/support/overwrite.h"
#include "tools/aslc/backend/run_tasks.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace aslc::tool {

/// A definition without errors, and how it is run.
struct LocalRun {
  const frontend::Definition &definition;
  std::string name;                      ///< of the machine
  ProgramArguments program;              ///< the arguments of the program
  std::vector<asl::FileUse> inputs;      ///< what the program may not write over
  asl::binding::BindingFile functions{}; ///< bindings behind those of the program's task file
  std::vector<std::string> variables{};  ///< that get values from outside
  RunTasks *tasks = nullptr;             ///< not owned; may be null
  std::string helpCommand{};             ///< shows the options; see Surroundings::helpCommand
  std::function<void()> leaving{};       ///< see Surroundings::leaving; may be empty
};

/// The machine as code that lives as long as the result.
asl::Expected<std::unique_ptr<driver::LoadedMachine>> loadMachine(const LocalRun &run,
                                                                  driver::Jit &jit);

/// The functions to substitute in a Jit: those that stop for a debugger, and those that report the
/// place of a task.
std::vector<driver::Substitute> substitutesFor(bool stops, bool tellsPlaces);

/// The definition at `path` and the files that it was made of.
std::vector<std::string> filesOf(const std::string &path, const frontend::Definition &definition);

/// Runs `module` as its compiled program would; returns the exit status.
int runMachine(const LocalRun &run, const asl_module &module);

} // namespace aslc::tool
