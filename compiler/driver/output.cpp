// Output files are written beside their place and moved there when they are complete.
#include "compiler/driver/output.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"

#include <sys/stat.h>
#include <utility>

using namespace aslc::driver;

namespace {

llvm::Error cannotWrite(llvm::StringRef output, std::error_code why) {
  return llvm::createStringError("cannot write " + output + ": " + why.message());
}

/// What the process's umask leaves of `mode`.
unsigned permitted(unsigned mode) {
  mode_t mask = ::umask(0);
  ::umask(mask);
  return mode & ~static_cast<unsigned>(mask);
}

} // namespace

llvm::Expected<TemporaryFile> TemporaryFile::create(llvm::StringRef output) {
  if (llvm::sys::fs::is_directory(output))
    return cannotWrite(output, std::make_error_code(std::errc::is_a_directory));
  int descriptor = -1;
  llvm::SmallString<256> path;
  if (std::error_code failed =
          llvm::sys::fs::createUniqueFile(output + ".%%%%%%%%.tmp", descriptor, path))
    return cannotWrite(output, failed);
  llvm::sys::Process::SafelyCloseFileDescriptor(descriptor);
  llvm::sys::RemoveFileOnSignal(path);
  return TemporaryFile(path.str().str());
}

TemporaryFile::TemporaryFile(TemporaryFile &&other) : path_(std::exchange(other.path_, {})) {}

TemporaryFile::~TemporaryFile() {
  if (path_.empty())
    return;
  llvm::sys::fs::remove(path_);
  llvm::sys::DontRemoveFileOnSignal(path_);
}

llvm::Error TemporaryFile::keep(llvm::StringRef output, bool executable) {
  if (::chmod(path_.c_str(), permitted(executable ? 0777 : 0666)) != 0)
    return cannotWrite(output, std::error_code(errno, std::generic_category()));
  if (std::error_code failed = llvm::sys::fs::rename(path_, output))
    return cannotWrite(output, failed);
  llvm::sys::DontRemoveFileOnSignal(path_);
  path_.clear();
  return llvm::Error::success();
}

llvm::Error
aslc::driver::writeOutput(llvm::StringRef output,
                          llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  if (output == "-") {
    // Object files are written with seeks, which a pipe has not.
    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream stream(bytes);
    if (llvm::Error failed = write(stream))
      return failed;
    llvm::outs().write(bytes.data(), bytes.size());
    llvm::outs().flush();
    return llvm::Error::success();
  }
  llvm::Expected<TemporaryFile> file = TemporaryFile::create(output);
  if (!file)
    return file.takeError();
  std::error_code failed;
  llvm::raw_fd_ostream stream(file->path(), failed);
  if (failed)
    return cannotWrite(output, failed);
  if (llvm::Error problem = write(stream))
    return problem;
  stream.close();
  if (stream.has_error()) {
    failed = stream.error();
    stream.clear_error();
    return cannotWrite(output, failed);
  }
  return file->keep(output, /*executable=*/false);
}
