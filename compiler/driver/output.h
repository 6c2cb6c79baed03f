// Writing output files that are complete or not there at all.
#pragma once

#include "runtime/support/output_file.h"

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <string>

namespace aslc::driver {

/// A temporary file beside an output, as asl::TemporaryFile, which also disappears when the process
/// is ended by a signal.
class TemporaryFile {
public:
  /// An error when `output` is a folder, a device or the like.
  static llvm::Expected<TemporaryFile> create(llvm::StringRef output);
  TemporaryFile(TemporaryFile &&other) = default;
  TemporaryFile &operator=(TemporaryFile &&) = delete;
  ~TemporaryFile();

  const std::string &path() const { return file_.path(); }
  /// Moves the file to its place, replacing what was there in one step. `executable` sets its mode.
  llvm::Error keep(bool executable);

private:
  TemporaryFile(asl::TemporaryFile file, std::string output)
      : file_(std::move(file)), output_(std::move(output)) {}
  asl::TemporaryFile file_;
  std::string output_;
};

/// Calls `write` with a stream and moves what it wrote to `output`; `-` is standard output.
/// Devices, pipes and sockets are written in place.
llvm::Error writeOutput(llvm::StringRef output,
                        llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write);

/// Writes `text` as writeOutput does, but does not touch a file that already has this content, so
/// that build systems do not rebuild what depends on it.
llvm::Error writeChangedText(llvm::StringRef output, llvm::StringRef text);

} // namespace aslc::driver
