#include "tools/aslc/backend/output_capture.h"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace aslc::tool {

namespace {

/// Reads a pipe to its end.
void passOn(int descriptor, std::string_view which, const OutputCapture::Take &take) {
  std::array<char, 65536> part;
  while (true) {
    ssize_t count = read(descriptor, part.data(), part.size());
    if (count > 0)
      take(which, std::string(part.data(), static_cast<size_t>(count)));
    else if (count == 0 || errno != EINTR)
      break;
  }
  close(descriptor);
}

} // namespace

std::FILE *OutputCapture::begin(Take take) {
  take_ = std::move(take);
  int before = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
  std::FILE *stream = before < 0 ? nullptr : fdopen(before, "w");
  bool done =
      stream != nullptr && redirect(STDOUT_FILENO, "stdout") && redirect(STDERR_FILENO, "stderr");
  return done ? stream : nullptr;
}

bool OutputCapture::redirect(int descriptor, std::string_view which) {
  int copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 3);
  std::array<int, 2> ends;
  if (copy < 0 || pipe2(ends.data(), O_CLOEXEC) != 0)
    return false;
  dup2(ends[1], descriptor); // without O_CLOEXEC: commands write there too
  close(ends[1]);
  saved_.push_back({descriptor, copy});
  readers_.emplace_back([this, end = ends[0], which] { passOn(end, which, take_); });
  return true;
}

void OutputCapture::end() {
  std::fflush(stdout);
  std::fflush(stderr);
  for (const Saved &saved : std::exchange(saved_, {})) {
    dup2(saved.copy, saved.descriptor);
    close(saved.copy);
  }
  for (std::thread &reader : std::exchange(readers_, {}))
    reader.join();
}

} // namespace aslc::tool
