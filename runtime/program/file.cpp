// Files that a program writes: whole or not at all, with every failure noticed.
#include "runtime/program/file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asl::program {
namespace {

constexpr size_t kBufferBytes = size_t(64) << 10;

/// Where a symbolic link leads, so that the link stays and its target is replaced.
std::string resolved(const std::string &path) {
  char *real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr)
    return path;
  std::string result = real;
  ::free(real);
  return result;
}

} // namespace

bool isWrittenInPlace(const std::string &path) {
  struct stat status;
  return path == "-" || (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode));
}

int writeAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return errno;
    text.remove_prefix(static_cast<size_t>(count));
  }
  return 0;
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO)
    ::close(descriptor_);
  if (!temporary_.empty())
    ::unlink(temporary_.c_str());
}

std::string OutputFile::open(std::string path) {
  path_ = std::move(path);
  if (path_ == "-") {
    descriptor_ = STDOUT_FILENO;
    return {};
  }
  if (isWrittenInPlace(path_)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    path_ = resolved(path_);
    temporary_ = path_ + ".XXXXXX";
    descriptor_ = ::mkostemp(temporary_.data(), O_CLOEXEC);
    if (descriptor_ < 0) {
      failure_ = std::strerror(errno);
      temporary_.clear();
      return failure_;
    }
    temporaryPath_ = temporary_;
    // mkostemp gives the owner alone access; a result is a file like any other.
    mode_t mask = ::umask(0);
    ::umask(mask);
    struct stat before;
    bool exists = ::stat(path_.c_str(), &before) == 0;
    ::fchmod(descriptor_, exists ? before.st_mode & 0777 : 0666 & ~mask);
  }
  if (descriptor_ < 0)
    failure_ = std::strerror(errno);
  return failure_;
}

void OutputFile::abandon() const {
  if (!temporaryPath_.empty())
    ::unlink(temporaryPath_.c_str()); // after `commit` there is no such file
}

void OutputFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= kBufferBytes)
    flush();
}

void OutputFile::flush() {
  if (failure_.empty() && descriptor_ >= 0)
    if (int error = writeAll(descriptor_, buffer_))
      failure_ = std::strerror(error);
  buffer_.clear();
}

std::string OutputFile::commit() {
  flush();
  if (descriptor_ > STDERR_FILENO) {
    // Some file systems tell of a full disk only now.
    if (::close(descriptor_) != 0 && failure_.empty())
      failure_ = std::strerror(errno);
    descriptor_ = -1;
  }
  if (failure_.empty() && !temporary_.empty()) {
    if (::rename(temporary_.c_str(), path_.c_str()) == 0)
      temporary_.clear();
    else
      failure_ = std::strerror(errno);
  }
  return failure_;
}

std::string readFile(const std::string &path, std::string &text) {
  int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return std::strerror(errno);
  std::string failure;
  size_t size = 0;
  for (;;) {
    text.resize(size + kBufferBytes);
    ssize_t count = ::read(descriptor, text.data() + size, kBufferBytes);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      failure = std::strerror(errno);
    if (count <= 0)
      break;
    size += static_cast<size_t>(count);
  }
  text.resize(size);
  if (descriptor != STDIN_FILENO)
    ::close(descriptor);
  return failure;
}

void holdStandardDescriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
      // The lowest free number is this one. Reading is refused on 0, writing on 1 and 2.
      int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
      [[maybe_unused]] int held = ::open("/dev/null", flags);
    }
}

} // namespace asl::program
