// The machine that code is made for: optimising LLVM IR and turning it into an object file.
#pragma once

#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>
#include <string>

namespace aslc::driver {

struct TargetOptions {
  std::string cpu;           ///< empty: any processor of the architecture; "native": this one
  unsigned optimization = 2; ///< 0 to 3
};

/// A target machine for the architecture and system we run on, making position-independent code.
/// Fails when `cpu` is unknown.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
makeTargetMachine(const TargetOptions &options);

/// Runs LLVM's standard pipeline of the level over `module`.
void optimize(llvm::Module &module, llvm::TargetMachine &machine, unsigned level);

/// Writes `module` as an object file.
llvm::Error emitObject(llvm::Module &module, llvm::TargetMachine &machine,
                       llvm::raw_pwrite_stream &out);

} // namespace aslc::driver
