// Compiling a definition into the memory of this process: for `aslc run` and the conformance
// runner.
#pragma once

#include "asl/abi.h"
#include "compiler/driver/pipeline.h"

#include <functional>
#include <memory>
#include <string>

namespace aslc::driver {

/// A machine loaded into this process. Its code and data live as long as this does.
class LoadedMachine {
public:
  virtual ~LoadedMachine() = default;
  virtual const asl_module &module() const = 0;
};

/// Compiles and loads `machine`, which was checked without errors, under `name`. Quick rather than
/// thorough (a few cheap passes), as most machines run for a moment; `optimization` 2 makes it like
/// `aslc build`. May be called from several threads at once.
llvm::Expected<std::unique_ptr<LoadedMachine>>
load(const ast::Machine &machine, const std::string &name, unsigned optimization = 1);

/// The same for the asl dialect's one machine in `machine`, called `name`.
llvm::Expected<std::unique_ptr<LoadedMachine>> load(mlir::ModuleOp machine, const std::string &name,
                                                    unsigned optimization = 1);

/// What `load` does from now on in place of its own way; for hosts that compile by another backend.
/// Set before other threads load.
using Loader = std::function<llvm::Expected<std::unique_ptr<LoadedMachine>>(
    mlir::ModuleOp machine, const std::string &name)>;
void setLoader(Loader loader);

struct CompileResult {
  Checked checked;                        ///< with its diagnostics, warnings too
  std::unique_ptr<LoadedMachine> machine; ///< null when the definition has errors
  std::string problem; ///< why there is no machine though the definition is right
};

/// Checks `input` and, when it has no errors, loads it.
CompileResult compile(const Input &input, const std::string &name, unsigned optimization = 1);

} // namespace aslc::driver
