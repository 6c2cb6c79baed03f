// Redirects what this process writes to standard output and standard error to a function.
#pragma once

#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace aslc::tool {

/// While it exists, both outputs go to a function, including those of commands started meanwhile;
/// the former standard output is available as another stream.
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
  /// Blocks until all output has been passed on, then restores both outputs.
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
