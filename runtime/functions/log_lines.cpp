#include "runtime/functions/log_lines.h"

#include "runtime/support/file.h"

#include <unistd.h>

namespace asl::functions {

LogLines::~LogLines() {
  if (!rest_.empty())
    show(rest_);
}

void LogLines::take(std::string_view text) {
  rest_ += text;
  size_t begin = 0;
  for (size_t end; (end = rest_.find('\n', begin)) != rest_.npos; begin = end + 1)
    show(std::string_view(rest_).substr(begin, end - begin));
  rest_.erase(0, begin);
  if (rest_.size() < kLongestLine)
    return;
  show(rest_);
  rest_.clear();
}

void LogLines::show(std::string_view line) const {
  // Nothing can be done when that fails.
  (void)writeAll(STDERR_FILENO, prefix_ + std::string(line) + "\n");
}

} // namespace asl::functions
