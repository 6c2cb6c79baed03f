// The last step that knows the definition as its author wrote it: the typed machine -> asl dialect.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/lower/inspection.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/StringRef.h"

namespace aslc::lower {

/// Makes a module that holds `machine` as one `asl.machine` called `name`.
///
/// The machine was checked without errors, for code generation: every expression is parsed,
/// every target exists. Loads the dialect into `context`. Locations are lines
/// and columns of the definition. The order of the ops is the order of processing (States Language
/// rules, Input and Output Processing), so that errors come in the right order. The module is not
/// verified here.
mlir::OwningOpRef<mlir::ModuleOp> lowerMachine(mlir::MLIRContext &context,
                                               const ast::Machine &machine, llvm::StringRef name,
                                               const Inspection *inspection = nullptr);

} // namespace aslc::lower
