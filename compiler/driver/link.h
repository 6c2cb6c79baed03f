// Linking: from an object file to an executable or a shared library, with the system's linker.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace aslc::driver {

/// The folder of the runtime library that belongs to the program `argv0`: `../lib` beside its
/// folder, in the build tree and in an installed one. Empty when it does not exist.
std::string findRuntimeLibraries(const char *argv0);

struct LinkOptions {
  std::string object;           ///< path of the object file
  std::string output;           ///< path to write; the caller moves it into place
  bool shared = false;          ///< a shared library: without the runtime, which its host has
  std::string runtimeLibraries; ///< folder of libaslrt.a and aslrt.libs; for executables
  bool strip = false;           ///< leave out symbols and debug information
};

/// Links. Fails with a message that names what to install, or with the messages of the linker.
llvm::Error link(const LinkOptions &options);

} // namespace aslc::driver
