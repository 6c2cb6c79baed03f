// Output files are written beside their place and moved there when they are complete.
#include "runtime/support/output_file.h"

#include "runtime/support/file.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace asl {

namespace {

constexpr size_t kBufferBytes = size_t(64) << 10;

Failure lastError() { return {std::strerror(errno)}; }

/// Where a symbolic link leads.
std::string resolved(const std::string &path) {
  char *real = ::realpath(path.c_str(), nullptr);
  if (real == nullptr)
    return path;
  std::string result = real;
  ::free(real);
  return result;
}

/// The process's mask, from Linux's `/proc`. Calling `umask` changes the mask for a moment, and for
/// good when two threads call it at once: systems without `/proc` call it only once.
mode_t maskOfProcess() {
  constexpr std::string_view kField = "\nUmask:";
  Expected<std::string> status = readFile("/proc/self/status");
  size_t at = status ? status->find(kField) : std::string::npos;
  if (at != std::string::npos)
    return static_cast<mode_t>(std::strtoul(status->c_str() + at + kField.size(), nullptr, 8));
  static const mode_t asked = [] {
    mode_t mask = ::umask(0);
    ::umask(mask);
    return mask;
  }();
  return asked;
}

/// The mode of the file at `path`, or the one of a new file.
mode_t modeOf(const std::string &path, bool executable) {
  mode_t created = (executable ? 0777 : 0666) & ~maskOfProcess();
  struct stat before;
  if (::stat(path.c_str(), &before) != 0)
    return created;
  mode_t execution = created & 0111;
  return (before.st_mode & 0666) | (executable ? execution : before.st_mode & 0111);
}

} // namespace

bool isWrittenInPlace(const std::string &path) {
  struct stat status;
  return path == "-" || (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) &&
                         !S_ISDIR(status.st_mode));
}

Expected<TemporaryFile> TemporaryFile::create(const std::string &output) {
  struct stat status;
  if (::stat(output.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    return Failure{S_ISDIR(status.st_mode) ? std::strerror(EISDIR) : "it is not a regular file"};
  std::string target = resolved(output);
  constexpr std::string_view kSuffix = ".tmp";
  std::string path = target + ".XXXXXX" + std::string(kSuffix);
  int descriptor = ::mkostemps(path.data(), kSuffix.size(), O_CLOEXEC);
  if (descriptor < 0)
    return lastError();
  ::close(descriptor);
  return TemporaryFile(std::move(path), std::move(target));
}

TemporaryFile::TemporaryFile(TemporaryFile &&other) noexcept
    : path_(std::exchange(other.path_, {})), target_(std::move(other.target_)) {}

TemporaryFile::~TemporaryFile() {
  if (!path_.empty())
    ::unlink(path_.c_str());
}

Expected<void> TemporaryFile::keep(bool executable) {
  if (::chmod(path_.c_str(), modeOf(target_, executable)) != 0 ||
      ::rename(path_.c_str(), target_.c_str()) != 0)
    return lastError();
  path_.clear();
  return {};
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO)
    ::close(descriptor_);
}

Expected<void> OutputFile::open(std::string path) {
  path_ = std::move(path);
  if (path_ == "-") {
    descriptor_ = STDOUT_FILENO;
    return {};
  }
  std::string place = path_;
  if (!isWrittenInPlace(path_)) {
    Expected<TemporaryFile> temporary = TemporaryFile::create(path_);
    if (!temporary)
      return state_ = temporary.failure();
    temporaryPath_ = place = temporary->path();
    temporary_.emplace(*std::move(temporary));
  }
  descriptor_ = ::open(place.c_str(), O_WRONLY | O_CLOEXEC);
  if (descriptor_ < 0)
    state_ = lastError();
  return state_;
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
  if (state_ && descriptor_ >= 0)
    state_ = writeAll(descriptor_, buffer_);
  buffer_.clear();
}

Expected<void> OutputFile::commit() {
  flush();
  if (descriptor_ > STDERR_FILENO) {
    // Some file systems report a full disk only now.
    if (::close(descriptor_) != 0 && state_)
      state_ = lastError();
    descriptor_ = -1;
  }
  if (state_ && temporary_)
    state_ = temporary_->keep();
  return state_;
}

Expected<void> writeFile(const std::string &path, std::string_view text) {
  OutputFile file;
  if (Expected<void> opened = file.open(path); !opened)
    return opened;
  file.write(text);
  return file.commit();
}

} // namespace asl
