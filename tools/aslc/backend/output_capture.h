// What this process writes to its standard output and standard error, for somebody who takes it.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aslc::tool {

/// While it lives, the two go to a function, and what stdout was before is another stream. Also
/// what commands that are started meanwhile write.
class OutputCapture {
public:
  /// Gets `stdout` or `stderr` and a part of the text. Called on threads of the capture's own.
  using Take = std::function<void(std::string_view which, const std::string &text)>;

  OutputCapture() = default;
  ~OutputCapture() { end(); }
  OutputCapture(const OutputCapture &) = delete;
  OutputCapture &operator=(const OutputCapture &) = delete;

  /// Returns the stream that standard output was, which belongs to the caller; null when there are
  /// too many open files.
  std::FILE *begin(Take take);
  /// Waits until all that was written has been taken. Then the two are what they were.
  void end();

private:
  bool redirect(int descriptor, std::string_view which);

  Take take_;
  struct Saved {
    int descriptor, copy;
  };
  std::vector<Saved> saved_;
  std::vector<std::thread> readers_;
};

} // namespace aslc::tool
