// Checks of the graph of states, of time, and of errors, without looking at data.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::analysis {

/// Reports what the graph of states shows: see flow.cpp for the list. `machine` has no errors.
void checkFlow(const ast::Machine &machine, diag::Engine &diags);

} // namespace aslc::analysis
