// State shared by the functions of one LLVM module: declarations of the ABI, constants, debug
// information.
#pragma once

#include "compiler/codegen/llvm/abi.h"
#include "compiler/codegen/llvm/constant_pool.h"
#include "compiler/codegen/llvm/debug_info.h"

#include <map>
#include <string>
#include <tuple>
#include <vector>

namespace aslc::codegen {

struct ModuleContext {
  ModuleContext(llvm::Module &target, const DebugInfo::Options &debugging, size_t partSize)
      : module(target), abi(target), constants(target), debug(target, debugging),
        partSize(partSize) {}

  llvm::Module &module;
  Abi abi;
  ConstantPool constants;
  DebugInfo debug;
  const size_t partSize; ///< ops that a function has before what follows goes into another one

  /// The asl_regex for a pattern, one for each pattern of the module.
  llvm::Constant *regex(llvm::StringRef pattern, bool ignoreCase, bool multiline = false);
  llvm::ArrayRef<llvm::Constant *> regexes() const { return regexes_; }

private:
  std::map<std::tuple<std::string, bool, bool>, llvm::Constant *> regexByPattern_;
  std::vector<llvm::Constant *> regexes_;
};

} // namespace aslc::codegen
