// The table of a module's expressions as C++.
#pragma once

#include "compiler/codegen/cpp/flow.h"

namespace aslc::codegen::cpp {

/// Writes a function for each expression of `module`, and their table. Returns the name of the
/// table; `nullptr` when there are none.
std::string writeExpressions(File &file, mlir::ModuleOp module);

} // namespace aslc::codegen::cpp
