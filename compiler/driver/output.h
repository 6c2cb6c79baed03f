// Writing output files that are complete or not there at all.
#pragma once

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace aslc::driver {

/// A temporary file that is removed at the end of its life, also when the process is interrupted,
/// unless `keep` was called.
class TemporaryFile {
public:
  /// A fresh empty file beside `output` (in the same folder, so that it can be moved there; of a
  /// symbolic link, beside what it leads to). An error when `output` is a device or the like.
  static llvm::Expected<TemporaryFile> create(llvm::StringRef output);
  TemporaryFile(TemporaryFile &&other);
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile();

  const std::string &path() const { return path_; }
  /// Moves the file to its place, replacing what was there in one step. `executable` sets its mode.
  llvm::Error keep(bool executable);

private:
  TemporaryFile(std::string path, std::string target)
      : path_(std::move(path)), target_(std::move(target)) {}
  std::string path_; ///< empty: moved away
  std::string target_;
};

/// Calls `write` with a stream and moves what it wrote to `output`; `-` is standard output.
/// Devices, pipes and sockets are written in place.
llvm::Error writeOutput(llvm::StringRef output,
                        llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write);

/// Writes `text` as writeOutput does, but does not touch a file that already has this content, so
/// that build systems do not rebuild what depends on it.
llvm::Error writeChangedText(llvm::StringRef output, llvm::StringRef text);

} // namespace aslc::driver
