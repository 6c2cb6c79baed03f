// Output files are written beside their place and moved there when they are complete.
#include "compiler/driver/output.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Signals.h"

#include <sys/stat.h>
#include <utility>

using namespace aslc::driver;

namespace {

llvm::Error cannotWrite(llvm::StringRef output, std::error_code why) {
  llvm::StringRef name = output == "-" ? "standard output" : output;
  return llvm::createStringError("cannot write " + name + ": " + why.message());
}

/// Whether the path leads to something that must be written in place: a device, a pipe, a socket.
bool isSpecial(llvm::StringRef output) {
  llvm::sys::fs::file_status status;
  return !llvm::sys::fs::status(output, status) && !llvm::sys::fs::is_regular_file(status) &&
         !llvm::sys::fs::is_directory(status);
}

/// The target of a symbolic link, so that the target is replaced and not the link.
std::string resolved(llvm::StringRef output) {
  llvm::SmallString<256> real;
  return llvm::sys::fs::real_path(output, real) ? output.str() : real.str().str();
}

/// `mode` without the bits of the process's umask.
unsigned permitted(unsigned mode) {
  mode_t mask = ::umask(0);
  ::umask(mask);
  return mode & ~static_cast<unsigned>(mask);
}

/// Closes `stream` when it was opened; a full disk may show only then. Standard output stays open:
/// more may be written there.
llvm::Error finish(llvm::raw_fd_ostream &stream, std::error_code failed, llvm::StringRef output) {
  if (!failed) {
    if (output == "-")
      stream.flush();
    else
      stream.close();
    failed = stream.error();
    stream.clear_error();
  }
  return failed ? cannotWrite(output, failed) : llvm::Error::success();
}

} // namespace

llvm::Expected<TemporaryFile> TemporaryFile::create(llvm::StringRef output) {
  if (llvm::sys::fs::is_directory(output))
    return cannotWrite(output, std::make_error_code(std::errc::is_a_directory));
  if (isSpecial(output))
    return llvm::createStringError("cannot write " + output + ": it is not a regular file");
  std::string target = resolved(output);
  int descriptor = -1;
  llvm::SmallString<256> path;
  if (std::error_code failed =
          llvm::sys::fs::createUniqueFile(target + ".%%%%%%%%.tmp", descriptor, path))
    return cannotWrite(output, failed);
  (void)llvm::sys::Process::SafelyCloseFileDescriptor(descriptor);
  llvm::sys::RemoveFileOnSignal(path);
  return TemporaryFile(path.str().str(), std::move(target));
}

TemporaryFile::TemporaryFile(TemporaryFile &&other)
    : path_(std::exchange(other.path_, {})), target_(std::move(other.target_)) {}

TemporaryFile::~TemporaryFile() {
  if (path_.empty())
    return;
  (void)llvm::sys::fs::remove(path_);
  llvm::sys::DontRemoveFileOnSignal(path_);
}

llvm::Error TemporaryFile::keep(bool executable) {
  if (::chmod(path_.c_str(), permitted(executable ? 0777 : 0666)) != 0)
    return cannotWrite(target_, std::error_code(errno, std::generic_category()));
  if (std::error_code failed = llvm::sys::fs::rename(path_, target_))
    return cannotWrite(target_, failed);
  llvm::sys::DontRemoveFileOnSignal(path_);
  path_.clear();
  return llvm::Error::success();
}

llvm::Error
aslc::driver::writeOutput(llvm::StringRef output,
                          llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  if (output == "-" || isSpecial(output)) {
    // Object files are written with seeks, which pipes do not support.
    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream memory(bytes);
    if (llvm::Error failed = write(memory))
      return failed;
    std::error_code failed;
    llvm::raw_fd_ostream stream(output, failed, llvm::sys::fs::CD_OpenExisting,
                                llvm::sys::fs::FA_Write, llvm::sys::fs::OF_None);
    if (!failed)
      stream.write(bytes.data(), bytes.size());
    return finish(stream, failed, output);
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
  if (llvm::Error problem = finish(stream, failed, output))
    return problem;
  return file->keep(/*executable=*/false);
}

llvm::Error aslc::driver::writeChangedText(llvm::StringRef output, llvm::StringRef text) {
  if (output != "-" && !isSpecial(output)) {
    auto present = llvm::MemoryBuffer::getFile(output);
    if (present && (*present)->getBuffer() == text)
      return llvm::Error::success();
  }
  return writeOutput(output, [&](llvm::raw_pwrite_stream &stream) {
    stream << text;
    return llvm::Error::success();
  });
}
