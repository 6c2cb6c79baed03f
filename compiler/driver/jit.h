// Compiling a definition into the memory of this process: for `aslc run` and the conformance
// runner.
#pragma once

#include "asl/abi/abi.h"
#include "compiler/codegen/naming.h"
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

struct LoadOptions {
  /// 0 to 3, as for `aslc build`. 0 takes a tenth of the time of 2, and is right where a machine
  /// runs for a moment.
  unsigned optimization = 1;
  size_t partSize = codegen::defaultPartSize; ///< ops in one function, before a flow is divided
};

/// Compiles and loads `machine`, which was checked without errors, under `name`. May be called from
/// several threads at once.
llvm::Expected<std::unique_ptr<LoadedMachine>>
load(const ast::Machine &machine, const std::string &name, const LoadOptions &options = {});

/// The same for the asl dialect's one machine in `machine`, called `name`.
llvm::Expected<std::unique_ptr<LoadedMachine>> load(mlir::ModuleOp machine, const std::string &name,
                                                    const LoadOptions &options = {});

/// What `load` does from now on in place of its own way; for hosts that compile by another backend.
/// Set before other threads load.
using Loader = std::function<llvm::Expected<std::unique_ptr<LoadedMachine>>(
    mlir::ModuleOp machine, const std::string &name, const LoadOptions &options)>;
void setLoader(Loader loader);

struct CompileResult {
  Checked checked;                        ///< with its diagnostics, warnings too
  std::unique_ptr<LoadedMachine> machine; ///< null when the definition has errors
  std::string problem; ///< why there is no machine though the definition is right
};

/// Checks `input` and, when it has no errors, loads it.
CompileResult compile(const Input &input, const std::string &name, const LoadOptions &options = {});

} // namespace aslc::driver
