// Reports executions that exceed the limits of their history or time.
#pragma once

#include "compiler/analysis/shapes/data.h"
#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"

namespace aslc::analysis::bounds {

/// Reports a standard execution whose history surely, or in a worst case that is known, has more
/// events than AWS lets it have, and states that surely last longer than the execution may.
void checkBounds(const ast::Machine &machine, const DataFacts &data, diag::Engine &diags);

} // namespace aslc::analysis::bounds
