// C++ source from a checked definition.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/codegen/settings.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>

namespace aslc::driver {

struct CppSourceOptions {
  std::string name;             ///< of the machine
  std::string output;           ///< path of the source file, for `#line` back to itself
  std::string debugFolder = {}; ///< where debuggers look for the definition
  bool lines = true;            ///< `#line` leads back to the definition
  size_t partSize = codegen::defaultPartSize; ///< ops in one function, before a flow is divided
};

/// The source for the one machine in `module`, which was lowered from `machine`. Comments are
/// copied from `machine`.
std::string cppSource(const ast::Machine &machine, mlir::ModuleOp module,
                      const CppSourceOptions &options);

} // namespace aslc::driver
