// `--backend=cpp`: definitions go to C++ source, which the system's compiler makes into libraries,
// many sources in each.
#pragma once

#include "compiler/driver/jit.h"

#include <string>

namespace asl::conformance {

/// Cases are run twice: first with `collector`, which keeps the source of each module, then, when
/// `compile` has made libraries of the sources, with `libraries`.
class CppBackend {
public:
  /// Sources and libraries lie in `folder`, which is emptied. `compiler` is the command, such as
  /// `ccache g++`.
  CppBackend(const std::string &folder, std::string compiler);

  /// Writes the source of each module to the folder; to load it fails. Also from other processes.
  aslc::driver::ModuleLoader &collector() { return collector_; }
  /// Compiles what was collected, `jobs` libraries at a time. Returns the messages of the compiler,
  /// warnings too.
  std::string compile(unsigned jobs);
  /// Loads modules from the libraries, which stay loaded.
  aslc::driver::ModuleLoader &libraries() { return libraries_; }

private:
  class SourceCollector final : public aslc::driver::ModuleLoader {
  public:
    explicit SourceCollector(std::string folder) : folder_(std::move(folder)) {}
    llvm::Expected<std::unique_ptr<aslc::driver::LoadedMachine>>
    load(mlir::ModuleOp module, const std::string &name,
         const aslc::driver::LoadOptions &options) override;

  private:
    std::string folder_;
  };
  class LibraryLoader final : public aslc::driver::ModuleLoader {
  public:
    explicit LibraryLoader(std::string folder) : folder_(std::move(folder)) {}
    llvm::Expected<std::unique_ptr<aslc::driver::LoadedMachine>>
    load(mlir::ModuleOp module, const std::string &name,
         const aslc::driver::LoadOptions &options) override;

  private:
    std::string folder_;
  };

  std::string folder_, compiler_;
  SourceCollector collector_;
  LibraryLoader libraries_;
};

} // namespace asl::conformance
