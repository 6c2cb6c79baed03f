// Checks of the graph of states, of time, and of errors, without looking at data.
#pragma once

#include "compiler/analysis/flow/checks.h"

namespace aslc::analysis {

/// Makes all checks of this folder but checkPresence; flow.cpp lists them. The machine has no
/// errors of sema.
/// `inputIsKnown`: what the input of executions holds is known, and followed by others.
void checkFlow(flow::FlowChecker &checker, bool inputIsKnown);

} // namespace aslc::analysis
