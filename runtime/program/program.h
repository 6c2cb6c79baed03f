// A compiled machine as a program, for callers that have read files of their own.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/options.h"
#include "runtime/binding/binding.h"
#include "runtime/support/expected.h"
#include "runtime/support/overwrite.h"

#include <functional>
#include <string>
#include <vector>

namespace asl::program {

/// What the caller adds to what a compiled machine does as a program. All members may be left out.
struct Surroundings {
  std::vector<FileUse> inputs{};   ///< no output may be written over one of them
  binding::BindingFile bindings{}; ///< behind those of `--tasks`
  /// Changes what the command line asks for, before the engine is made: the executor too, in the
  /// place of which it may put one that passes on to it what it does not carry out. `input` is that
  /// of the execution. A failure ends the program as a wrong command line does.
  std::function<Expected<void>(EngineOptions &engine, ExecutionOptions &execution,
                               const std::string &input)>
      adjust{};
  bool bringsTasks = false; ///< `adjust` does so: tasks may be bound that `--tasks` does not name
  /// Called before the process ends at once, by a second signal: removes what it would leave
  /// behind.
  std::function<void()> leaving{};
};

/// Does what `asl_program_main` does, with `surroundings`.
int runProgram(int argc, char **argv, const asl_module &module, Surroundings surroundings);

} // namespace asl::program
