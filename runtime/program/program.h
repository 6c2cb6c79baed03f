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

/// Additions of the caller to the program of a compiled machine. All members are optional.
struct Surroundings {
  std::vector<FileUse> inputs{};   ///< no output may be written over one of them
  binding::BindingFile bindings{}; ///< behind those of `--tasks`
  /// Changes the options before the engine is made. It may replace the executor by one that passes
  /// other tasks on to it. `input` is that of the execution. A failure ends the program as a wrong
  /// command line does.
  std::function<Expected<void>(EngineOptions &engine, ExecutionOptions &execution,
                               const std::string &input)>
      adjust{};
  bool bringsTasks = false;  ///< `adjust` does so: tasks may be bound that `--tasks` does not name
  std::string helpCommand{}; ///< shows the options; empty: the program's name with `--help`
  /// Called before the process ends at once, by a second signal: removes what it would leave
  /// behind.
  std::function<void()> leaving{};
};

/// Like `asl_program_main`, with `surroundings`.
int runProgram(int argc, char **argv, const asl_module &module, Surroundings surroundings);

} // namespace asl::program
