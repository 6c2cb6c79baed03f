// The pipeline from text to the asl dialect, step by step: what `build`, `run` and the conformance
// runner share.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/diag/engine.h"
#include "compiler/parse/parse.h"
#include "compiler/source/tree.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <optional>
#include <string>

namespace aslc::driver {

/// A definition and how to read it.
struct Input {
  std::string name; ///< of the file, for diagnostics and debug information; decides the notation
  std::string text;
  source::Definitions definitions; ///< of placeholders
  ast::MachineType type = ast::MachineType::Standard;
};

/// A definition that was read and checked. Code is made of it only when `diagnostics` holds no
/// error.
struct Checked {
  std::shared_ptr<const source::Tree> tree;
  std::shared_ptr<diag::Engine> diagnostics;
  std::optional<ast::Machine> machine;
  bool ok() const { return machine && !diagnostics->hasErrors(); }
};
/// `forCodegen`: also says what this version cannot compile yet.
Checked check(const Input &input, bool forCodegen);

/// An MLIR context with what the pipeline needs, single-threaded.
std::unique_ptr<mlir::MLIRContext> makeContext();

/// The machine as asl dialect, called `name`: verified, and simplified unless `optimize` is off.
/// Null when a step failed, which is a mistake of ours: `problem` says what MLIR said.
mlir::OwningOpRef<mlir::ModuleOp> lower(const ast::Machine &machine, llvm::StringRef name,
                                        mlir::MLIRContext &context, bool optimize,
                                        std::string &problem);

/// The same for a module that `write` makes in `context`.
mlir::OwningOpRef<mlir::ModuleOp>
lower(mlir::MLIRContext &context, bool optimize, std::string &problem,
      llvm::function_ref<mlir::OwningOpRef<mlir::ModuleOp>()> write);

} // namespace aslc::driver
