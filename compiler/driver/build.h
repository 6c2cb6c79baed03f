// From a checked machine to a file: `aslc build`.
#pragma once

#include "compiler/ast/machine.h"
#include "compiler/codegen/settings.h"

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::driver {

/// The kind of output.
enum class Emit : uint8_t {
  Ast,        ///< the typed definition as text
  Mlir,       ///< the asl dialect as text, simplified
  Llvm,       ///< LLVM IR as text, optimised
  Cpp,        ///< C++20 source that defines `asl_module_<name>`, and its header
  Object,     ///< an object file that defines `asl_module_<name>`
  Executable, ///< a program with the runtime
  Shared ///< a shared library that defines `asl_module_<name>`; its host program has the runtime
};
/// `ast`, `mlir`, `llvm`, `cpp`, `obj`, `exe`, `shared`.
std::optional<Emit> emitNamed(llvm::StringRef name);

struct BuildOptions {
  Emit emit = Emit::Executable;
  std::string output; ///< path, or `-` for standard output (not for Executable, Shared)
  std::string header; ///< path of the header that declares the machine; empty: none
  std::string name;   ///< of the machine
  std::vector<std::string> variables; ///< have values from outside, besides those it assigns
  std::string cpu;                    ///< see TargetOptions
  unsigned optimization = 2;          ///< 0 to 3
  size_t partSize = codegen::defaultPartSize; ///< ops in one function, before a flow is divided
  bool noDebugInfo = false;                   ///< leave out what debuggers need
  std::string debugFolder;      ///< where debuggers look for the definition; empty: where it is
  bool noLines = false;         ///< C++: leave out `#line`
  std::string runtimeLibraries; ///< see LinkOptions
};

/// The default output: `order`, `order.o`, `order.so`, standard output for texts. Never a file with
/// the name of the definition: for `order` it is `order.out`.
std::string defaultOutput(llvm::StringRef name, Emit emit, llvm::StringRef definition);
/// The default header: for C++ source the output's name with `.h`, for others none.
std::string defaultHeader(llvm::StringRef output, Emit emit);

/// Compiles `machine`, which was checked without errors, and writes the output that `options` ask
/// for. A file appears complete or not at all.
llvm::Error build(const ast::Machine &machine, const BuildOptions &options);

} // namespace aslc::driver
