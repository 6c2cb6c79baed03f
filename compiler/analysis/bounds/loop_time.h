// Loops against the time of their execution: for this folder only.
#pragma once

#include "compiler/analysis/bounds/calculator.h"

namespace aslc::analysis::bounds {

/// Reports loops that a counter ends, but only when the execution has been stopped before.
void checkLoopTime(Calculator &calculator, diag::Engine &diags);

} // namespace aslc::analysis::bounds
