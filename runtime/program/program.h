// A compiled machine as a program, for callers that have read files of their own.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/support/overwrite.h"

#include <vector>

namespace asl::program {

/// `asl_program_main`, which also refuses to write its output or history over one of `inputs`.
int runProgram(int argc, char **argv, const asl_module &module, std::vector<FileUse> inputs);

} // namespace asl::program
