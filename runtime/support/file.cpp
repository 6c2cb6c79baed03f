// Reading files whole, and writing to descriptors.
#include "runtime/support/file.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace asl {

namespace {

constexpr size_t kBlockBytes = size_t(64) << 10;

Failure lastError() { return {std::strerror(errno)}; }

/// How much there is in a file; nullopt when the system does not say it, or a part may have been
/// read.
std::optional<size_t> bytesIn(int descriptor) {
  struct stat status;
  if (descriptor == STDIN_FILENO || ::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) ||
      status.st_size <= 0)
    return std::nullopt;
  return static_cast<size_t>(status.st_size);
}

/// Reads until the end, or until there is more than `most`. Of a file that grows meanwhile it reads
/// what there was at first.
Expected<std::string> readDescriptor(int descriptor, size_t most) {
  std::string text;
  std::optional<size_t> known = bytesIn(descriptor);
  if (known)
    text.resize(*known > most ? most + 1 : *known);
  size_t size = 0;
  while (size <= most && !(known && size == text.size())) {
    if (text.size() == size)
      text.resize(size + kBlockBytes);
    ssize_t count = ::read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return lastError();
    if (count == 0)
      break;
    size += static_cast<size_t>(count);
  }
  text.resize(size);
  return text;
}

} // namespace

Expected<std::string> readFilePrefix(const std::string &path, size_t mostBytes) {
  int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0)
    return lastError();
  Expected<std::string> text = readDescriptor(descriptor, mostBytes);
  if (descriptor != STDIN_FILENO)
    ::close(descriptor);
  return text;
}

Expected<std::string> readFile(const std::string &path, size_t mostBytes) {
  Expected<std::string> text = readFilePrefix(path, mostBytes);
  if (text && text->size() > mostBytes)
    return Failure{"it is larger than " + std::to_string(mostBytes >> 20) + " MiB"};
  return text;
}

Expected<void> writeAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return lastError();
    text.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

Expected<void> writeWhileRead(int descriptor, std::string_view text,
                              const std::function<bool()> &isAbandoned) {
  constexpr int kLookMs = 50;
  struct stat file{};
  if (::fstat(descriptor, &file) == 0 && S_ISREG(file.st_mode))
    return writeAll(descriptor, text);
  while (!text.empty()) {
    if (isAbandoned())
      return Failure{"nobody reads it"};
    pollfd writable{descriptor, POLLOUT, 0};
    if (::poll(&writable, 1, kLookMs) == 0)
      continue;
    // A pipe or socket that is writable has room for so many bytes: the call does not block.
    ssize_t count = ::write(descriptor, text.data(), std::min<size_t>(text.size(), PIPE_BUF));
    if (count < 0 && errno != EINTR && errno != EAGAIN)
      return lastError();
    if (count > 0)
      text.remove_prefix(static_cast<size_t>(count));
  }
  return {};
}

void holdStandardDescriptors() {
  for (int descriptor = STDIN_FILENO; descriptor <= STDERR_FILENO; ++descriptor)
    if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF) {
      // The lowest free number is this one. Reading is refused on 0, writing on 1 and 2.
      int flags = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
      [[maybe_unused]] int held = ::open("/dev/null", flags);
    }
}

} // namespace asl
