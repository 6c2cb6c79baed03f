// A compiled machine as a program, for callers that have read files of their own.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/binding/binding.h"
#include "runtime/support/overwrite.h"

#include <vector>

namespace asl::program {

/// `asl_program_main`, which also refuses to write its output or history over one of `inputs`, and
/// has the bindings of `more` after those of `--tasks`.
int runProgram(int argc, char **argv, const asl_module &module, std::vector<FileUse> inputs,
               binding::BindingFile more = {});

} // namespace asl::program
