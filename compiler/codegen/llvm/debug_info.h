// Debug information: which instruction came from which line of the definition.
#pragma once

#include "compiler/codegen/naming.h"

#include "mlir/IR/Location.h"
#include "llvm/IR/DIBuilder.h"
#include "llvm/IR/DebugLoc.h"
#include "llvm/IR/Function.h"

#include <memory>

namespace aslc::codegen {

/// Makes the line table of one module. Does nothing when it is off.
class DebugInfo {
public:
  DebugInfo(llvm::Module &module, llvm::StringRef sourceFile, bool on);
  ~DebugInfo();

  /// Says that `function` is code of the definition, called `name` in a debugger.
  void describe(llvm::Function &function, llvm::StringRef name, mlir::Location location);
  /// Where the instructions made from an op at `location` belong, within `function`.
  llvm::DebugLoc locate(const llvm::Function &function, mlir::Location location) const;
  void finish();

private:
  llvm::DIFile *file_ = nullptr;
  std::unique_ptr<llvm::DIBuilder> builder_; ///< null: off
};

} // namespace aslc::codegen
