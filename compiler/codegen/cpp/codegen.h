// The asl dialect as C++20 source: one coroutine for each flow, with the states under their own
// names.
#pragma once

#include "compiler/codegen/settings.h"

#include "mlir/IR/BuiltinOps.h"

#include <map>
#include <string>
#include <tuple>

namespace aslc::codegen {

struct CppOptions {
  std::string name;             ///< of the machine
  std::string output;           ///< the source file's name, for `#line` back to itself
  bool lines = true;            ///< breakpoints at lines of the definition, by `#line`
  std::string debugFolder = {}; ///< before the definition's name in `#line`, where not empty or `.`
  size_t partSize = defaultPartSize; ///< ops in one function, before a flow is divided
  /// Each `Comment`, by line and column of the op it is about, and 0; that of a retrier by those of
  /// its state, and its number from 1.
  std::map<std::tuple<unsigned, unsigned, size_t>, std::string> comments;
};

/// The source of `module`, which was verified: its machine, if it has one, and its expressions. It
/// includes asl/abi/machine.h and
/// defines `asl_module_<name>`. The same module and options give the same text. No text of the
/// definition can become code: it stands in literals, comments and names only.
std::string generateCpp(mlir::ModuleOp module, const CppOptions &options);

} // namespace aslc::codegen
