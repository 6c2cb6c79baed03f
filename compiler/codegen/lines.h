// The lines of the definition that belong to a state, for debuggers.
#pragma once

#include "compiler/ir/asl.h"

#include <vector>

namespace aslc::codegen {

/// The lines of `state` beside its first one. Lines of states inside of it are not its own.
std::vector<unsigned> furtherLinesOf(mlir::Operation *state);
/// Those of them at which no op of it has code: a breakpoint there stops where the state is
/// entered.
std::vector<unsigned> entryLinesOf(mlir::Operation *state);

} // namespace aslc::codegen
