// Linking: from an object file to an executable or a shared library, with the system's linker.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace aslc::driver {

/// Where the runtime library of this aslc lies, seen from the program `argv0`: `../lib` beside its
/// folder, in the build tree and in an installed one. Empty when it is not there.
std::string findRuntimeLibraries(const char *argv0);

struct LinkOptions {
  std::string object;           ///< path of the object file
  std::string output;           ///< path to write; the caller moves it into place
  bool shared = false;          ///< a shared library: without the runtime, which its host has
  std::string runtimeLibraries; ///< folder of libaslrt.a and aslrt.libs; for executables
  bool strip = false;           ///< leave out symbols and debug information
};

/// Links. Fails with a text that says what to install or what the linker said.
llvm::Error link(const LinkOptions &options);

} // namespace aslc::driver
