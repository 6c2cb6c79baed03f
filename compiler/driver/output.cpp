// Output files are written beside their place and moved there when they are complete.
#include "compiler/driver/output.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Signals.h"

#include <utility>

using namespace aslc::driver;

namespace {

llvm::Error cannotWrite(llvm::StringRef output, llvm::StringRef why) {
  llvm::StringRef name = output == "-" ? "standard output" : output;
  return llvm::createStringError("cannot write " + name + ": " + why);
}

/// Closes `stream`; a full disk may show only then.
llvm::Error finish(llvm::raw_fd_ostream &stream, llvm::StringRef output) {
  stream.close();
  std::error_code failed = stream.error();
  stream.clear_error();
  return failed ? cannotWrite(output, failed.message()) : llvm::Error::success();
}

} // namespace

llvm::Expected<TemporaryFile> TemporaryFile::create(llvm::StringRef output) {
  asl::Expected<asl::TemporaryFile> file = asl::TemporaryFile::create(output.str());
  if (!file)
    return cannotWrite(output, file.error());
  llvm::sys::RemoveFileOnSignal(file->path());
  return TemporaryFile(*std::move(file), output.str());
}

TemporaryFile::~TemporaryFile() {
  if (!file_.path().empty())
    llvm::sys::DontRemoveFileOnSignal(file_.path());
}

llvm::Error TemporaryFile::keep(bool executable) {
  std::string path = file_.path();
  if (asl::Expected<void> kept = file_.keep(executable); !kept)
    return cannotWrite(output_, kept.error());
  llvm::sys::DontRemoveFileOnSignal(path);
  return llvm::Error::success();
}

llvm::Error
aslc::driver::writeOutput(llvm::StringRef output,
                          llvm::function_ref<llvm::Error(llvm::raw_pwrite_stream &)> write) {
  if (asl::isWrittenInPlace(output.str())) {
    // Object files are written with seeks, which a pipe does not allow.
    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream memory(bytes);
    if (llvm::Error failed = write(memory))
      return failed;
    asl::Expected<void> written = asl::writeFile(output.str(), memory.str());
    return written ? llvm::Error::success() : cannotWrite(output, written.error());
  }
  llvm::Expected<TemporaryFile> file = TemporaryFile::create(output);
  if (!file)
    return file.takeError();
  std::error_code failed;
  llvm::raw_fd_ostream stream(file->path(), failed);
  if (failed)
    return cannotWrite(output, failed.message());
  if (llvm::Error problem = write(stream))
    return problem;
  if (llvm::Error problem = finish(stream, output))
    return problem;
  return file->keep(/*executable=*/false);
}

llvm::Error aslc::driver::writeChangedText(llvm::StringRef output, llvm::StringRef text) {
  if (!asl::isWrittenInPlace(output.str())) {
    auto present = llvm::MemoryBuffer::getFile(output);
    if (present && (*present)->getBuffer() == text)
      return llvm::Error::success();
  }
  return writeOutput(output, [&](llvm::raw_pwrite_stream &stream) {
    stream << text;
    return llvm::Error::success();
  });
}
