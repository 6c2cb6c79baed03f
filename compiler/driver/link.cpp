// Linking is left to the C++ compiler's driver: it knows where the system keeps its start files and
// libraries.
#include "compiler/driver/link.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"

#include <optional>
#include <vector>

using namespace aslc;

namespace {

/// A compiler driver that can link C++ programs, or an error that names what to install.
llvm::Expected<std::string> findLinker() {
  for (const char *name : {"clang++-19", "clang++", "g++", "c++"})
    if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName(name))
      return *found;
  return llvm::createStringError(
      "no linker found: install clang or g++ (looked for clang++-19, clang++, "
      "g++ and c++ in PATH), or use --emit=obj");
}

/// A path as an argument that cannot be taken for an option.
std::string fileArgument(const std::string &path) {
  return llvm::StringRef(path).starts_with("-") ? "./" + path : path;
}

/// What the runtime library needs, one argument a line.
llvm::Expected<std::vector<std::string>> runtimeArguments(const std::string &folder) {
  llvm::SmallString<256> path(folder);
  llvm::sys::path::append(path, "aslrt.libs");
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return llvm::createStringError("cannot read " + path.str() + ": " +
                                   buffer.getError().message());
  std::vector<std::string> arguments;
  for (llvm::StringRef line : llvm::split((*buffer)->getBuffer(), '\n'))
    if (!line.trim().empty())
      arguments.push_back(line.trim().str());
  return arguments;
}

/// Runs `arguments`; on failure the output of the program becomes the error.
llvm::Error run(llvm::ArrayRef<std::string> arguments) {
  llvm::SmallString<128> logPath;
  if (std::error_code failed = llvm::sys::fs::createTemporaryFile("aslc-link", "log", logPath))
    return llvm::createStringError("cannot make a temporary file: " + failed.message());
  std::vector<llvm::StringRef> views(arguments.begin(), arguments.end());
  const std::optional<llvm::StringRef> redirects[] = {llvm::StringRef(""), logPath.str(),
                                                      logPath.str()};
  std::string problem;
  int status =
      llvm::sys::ExecuteAndWait(arguments[0], views, std::nullopt, redirects, 0, 0, &problem);
  std::string log;
  if (auto buffer = llvm::MemoryBuffer::getFile(logPath, /*IsText=*/true))
    log = (*buffer)->getBuffer().trim().str();
  (void)llvm::sys::fs::remove(logPath);
  if (status == 0)
    return llvm::Error::success();
  if (!problem.empty())
    log = problem;
  return llvm::createStringError("linking failed (" + llvm::join(arguments, " ") + ")\n" + log);
}

} // namespace

std::string driver::findRuntimeLibraries(const char *argv0) {
  static int anchor;
  llvm::SmallString<256> path(llvm::sys::fs::getMainExecutable(argv0, &anchor));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "lib");
  llvm::SmallString<256> library(path);
  llvm::sys::path::append(library, "libaslrt.a");
  return llvm::sys::fs::exists(library) ? path.str().str() : std::string();
}

llvm::Error driver::link(const LinkOptions &options) {
  llvm::Expected<std::string> linker = findLinker();
  if (!linker)
    return linker.takeError();
  std::vector<std::string> arguments = {*linker, "-o", fileArgument(options.output),
                                        fileArgument(options.object)};
  if (llvm::sys::findProgramByName("ld.lld"))
    arguments.push_back("-fuse-ld=lld");
  if (options.strip)
    arguments.push_back("-s");
  if (options.shared) {
    // Lazily bound, so that a host of another ABI can read the version before it uses the module.
    arguments.insert(arguments.end(), {"-shared", "-nostdlib", "-Wl,-z,lazy"});
    return run(arguments);
  }
  if (options.runtimeLibraries.empty())
    return llvm::createStringError("the runtime library libaslrt.a is not beside aslc (in ../lib)");
  llvm::Expected<std::vector<std::string>> libraries = runtimeArguments(options.runtimeLibraries);
  if (!libraries)
    return libraries.takeError();
  arguments.insert(arguments.end(),
                   {"-static-libstdc++", "-static-libgcc", "-Wl,--gc-sections", "-Wl,-O1",
                    "-L" + options.runtimeLibraries, options.runtimeLibraries + "/libaslrt.a"});
  arguments.insert(arguments.end(), libraries->begin(), libraries->end());
  return run(arguments);
}
