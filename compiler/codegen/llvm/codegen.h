// The asl dialect as LLVM IR: one native function for each flow, and the tables that describe it.
#pragma once

#include "compiler/codegen/settings.h"
#include "compiler/ir/asl.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>

namespace aslc::codegen {

struct Options {
  std::string name;             ///< of the machine
  bool debugInfo = true;        ///< a line table of the definition, so that debuggers stop in it
  std::string debugFolder = {}; ///< where debuggers look for the definition; empty: where it is
  size_t partSize = defaultPartSize;
};

/// Makes the LLVM module of `module`, which was verified: its machine, if it has one, and its
/// expressions. A machine is also called `asl_module_main`, weakly, which the runtime's `main`
/// runs. What it refers to is declared in asl/abi/abi.h; it holds nothing of the definition's text
/// but names and texts of messages.
std::unique_ptr<llvm::Module> generate(mlir::ModuleOp module, llvm::LLVMContext &context,
                                       const llvm::TargetMachine &target, const Options &options);

} // namespace aslc::codegen
