// The table of a module's expressions as LLVM IR.
#pragma once

#include "compiler/codegen/llvm/function_emitter.h"
#include "mlir/IR/BuiltinOps.h"

namespace aslc::codegen {

/// Writes a function for each expression of `module`. Returns the table of asl_expression; null
/// when there are none.
llvm::Constant *emitExpressions(ModuleContext &moduleContext, mlir::ModuleOp module);

} // namespace aslc::codegen
