// Loading code into this process: for `aslc run`, `aslc eval` and tests.
#pragma once

#include "asl/abi/abi.h"
#include "compiler/codegen/settings.h"
#include "compiler/frontend/definition.h"

#include "llvm/Support/Error.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace mlir {
class ModuleOp;
}
namespace aslc::lower {
struct Inspection;
}

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
  /// If not null, the machine is loaded with observation: its code calls
  /// `codegen::observeFunction`, which must be among the substitutes of the Jit.
  const lower::Inspection *inspection = nullptr;
};

/// Makes modules of the asl dialect runnable in this process.
class ModuleLoader {
public:
  virtual ~ModuleLoader() = default;
  /// Compiles and loads `module`, which holds one machine called `name`. The result may outlive the
  /// loader. May be called from several threads at once.
  virtual llvm::Expected<std::unique_ptr<LoadedMachine>>
  load(mlir::ModuleOp module, const std::string &name, const LoadOptions &options) = 0;
};

/// A function of this process that code calls under a name.
struct Substitute {
  const char *name;
  void *function;
};

/// Makes machine code with LLVM and links it in memory. The code may refer to the functions of the
/// runtime's ABI and to nothing else of this process.
class Jit final : public ModuleLoader {
public:
  /// With `substitutes`, code calls these in place of the functions of the ABI that have their
  /// names, or besides them.
  explicit Jit(std::vector<Substitute> substitutes = {});
  ~Jit() override;
  llvm::Expected<std::unique_ptr<LoadedMachine>>
  load(mlir::ModuleOp module, const std::string &name, const LoadOptions &options) override;

private:
  class Session;
  class Loaded;
  llvm::Expected<std::shared_ptr<Session>> session();

  const std::vector<Substitute> substitutes_;
  std::mutex mutex_;
  std::shared_ptr<Session> session_; ///< made by the first load; loaded machines share it
};

/// Lowers `machine`, which was checked without errors, and loads it under `name`.
llvm::Expected<std::unique_ptr<LoadedMachine>> load(const ast::Machine &machine,
                                                    const std::string &name, ModuleLoader &loader,
                                                    const LoadOptions &options = {});

struct CompileResult {
  frontend::Definition definition;        ///< with its diagnostics, warnings too
  std::unique_ptr<LoadedMachine> machine; ///< null when the definition has errors
  std::string problem; ///< why a definition without errors could not be loaded; else empty
};

/// Checks the definition in `file` and, when it has no errors, loads it under `name`.
CompileResult compile(std::shared_ptr<const source::File> file,
                      const frontend::ReadingOptions &reading, const std::string &name,
                      ModuleLoader &loader, const LoadOptions &options = {});

} // namespace aslc::driver
