// Checks of the graph of states, of time, and of errors, without looking at data.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::analysis {

/// Makes all checks of this folder; flow.cpp lists them. `machine` has no errors of sema.
/// `inputIsKnown`: what the input of executions holds is known, and followed by others.
void checkFlow(const ast::Machine &machine, bool inputIsKnown, diag::Engine &diags);

} // namespace aslc::analysis
