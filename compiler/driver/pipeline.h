// From a checked machine to the asl dialect: lowering, verification and passes.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/lower/lower.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <string>

namespace aslc::driver {

/// Makes an MLIR context with the dialects that the pipeline needs; single-threaded.
std::unique_ptr<mlir::MLIRContext> makeContext();

/// The machine as asl dialect, called `name`: verified, and simplified unless `optimize` is off.
/// Null when a step failed, which is a bug of the compiler: `problem` gets MLIR's diagnostics.
mlir::OwningOpRef<mlir::ModuleOp> lower(const ast::Machine &machine, llvm::StringRef name,
                                        mlir::MLIRContext &context, bool optimize,
                                        std::string &problem,
                                        const lower::Inspection *inspection = nullptr);

/// Like the above, for a module that `write` makes in `context`; `write` returns null on failure.
mlir::OwningOpRef<mlir::ModuleOp>
lower(mlir::MLIRContext &context, bool optimize, std::string &problem,
      llvm::function_ref<mlir::OwningOpRef<mlir::ModuleOp>()> write);

} // namespace aslc::driver
