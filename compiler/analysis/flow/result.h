// Whether the result of a Task, Parallel or Map is used.
#pragma once

#include "compiler/ast/machine.h"

namespace aslc::analysis::flow {

/// Whether the state puts nothing of its result into its output or into a variable.
bool dropsResult(const ast::State &state);

} // namespace aslc::analysis::flow
