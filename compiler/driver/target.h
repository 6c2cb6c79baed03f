// Optimizing LLVM IR and writing object files for a target machine.
#pragma once

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>

namespace aslc::driver {

struct TargetOptions {
  std::string cpu; ///< empty: any processor of the architecture; "native": this one
};

/// A target machine for the architecture and system we run on, making position-independent code.
/// Fails when `cpu` is unknown.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
makeTargetMachine(const TargetOptions &options);

/// The level to use for `module` when `level` was asked for: 0 instead of 1 or 2 when those would
/// take seconds, because the module or one of its functions is very large. 3 is never changed.
unsigned affordableLevel(const llvm::Module &module, unsigned level);

/// Runs passes over `module` and prepares `machine` to make code of the same level: LLVM's standard
/// pipeline of that level, or for level 0 two passes that take less time than they save later.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);

/// Writes `module` as an object file.
llvm::Error emitObject(llvm::Module &module, llvm::TargetMachine &machine,
                       llvm::raw_pwrite_stream &out);

} // namespace aslc::driver
