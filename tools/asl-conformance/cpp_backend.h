// `--backend=cpp`: definitions go to C++ source, which the system's compiler makes into libraries,
// many sources in each.
#pragma once

#include <string>

namespace asl::conformance {

/// Runs cases twice: first to collect the sources of all definitions, then, when those are
/// compiled, to run them. Both times `aslc::driver::load` is led here.
class CppBackend {
public:
  /// Sources and libraries lie in `folder`. `compiler` is the command, such as `ccache g++`.
  CppBackend(std::string folder, std::string compiler);

  /// From now on definitions are written to the folder and not loaded. For worker processes too.
  void collect();
  /// Compiles what was collected, `jobs` libraries at a time. Returns what the compiler said when
  /// it said something, a warning too.
  std::string compile(unsigned jobs);
  /// From now on definitions are loaded from the libraries.
  void use();

private:
  std::string folder_, compiler_;
};

} // namespace asl::conformance
