// A compiled machine as a program, for callers that have read files of their own.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/task_executor.h"
#include "runtime/binding/binding.h"
#include "runtime/support/overwrite.h"

#include <functional>
#include <vector>

namespace asl::program {

/// Makes an executor that carries out tasks in place of `others`, and passes on to it what it does
/// not carry out. The caller keeps it until the program is over.
using TasksInFront = std::function<task::TaskExecutor &(task::TaskExecutor &others)>;

/// `asl_program_main`, which also refuses to write its output or history over one of `inputs`.
/// `inFront` may be empty. The bindings of `more` come behind those of `--tasks`.
int runProgram(int argc, char **argv, const asl_module &module, std::vector<FileUse> inputs,
               const TasksInFront &inFront = {}, binding::BindingFile more = {});

} // namespace asl::program
