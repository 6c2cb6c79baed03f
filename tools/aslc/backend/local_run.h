// Running a definition in this process: `aslc run` and `aslc dap`.
#pragma once

#include "compiler/driver/jit.h"
#include "compiler/frontend/definition.h"
#include "runtime/binding/binding.h"
#include "runtime/support/expected.h"
#include "runtime/support/overwrite.h"
#include "tools/mocks/mock_file.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aslc::tool {

/// A definition without errors, and how it is run.
struct LocalRun {
  const frontend::Definition &definition;
  std::string name;                   ///< of the machine
  std::vector<std::string> program;   ///< the arguments of the program
  std::vector<asl::FileUse> inputs;   ///< what the program may not write over
  std::optional<mocks::Plan> mocks{}; ///< answers in place of tasks; a Jit needs iterationWatch()
  asl::binding::BindingFile functions{}; ///< bindings behind those of the program's task file
};

/// The machine as code that lives as long as the result.
asl::Expected<std::unique_ptr<driver::LoadedMachine>> loadMachine(const LocalRun &run,
                                                                  driver::Jit &jit);

/// What a Jit must be given whose machines stop for a debugger.
std::vector<driver::Substitute> steppingFunctions();

/// Does what the program of `module` would do; returns its exit status.
int runMachine(const LocalRun &run, const asl_module &module);

} // namespace aslc::tool
