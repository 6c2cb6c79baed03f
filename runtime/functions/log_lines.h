// Shows the log output of functions on standard error, line by line, each after the name of the
// function.
#pragma once

#include <string>
#include <string_view>

namespace asl::functions {

/// Not thread-safe.
class LogLines {
public:
  explicit LogLines(const std::string &name) : prefix_("[" + name + "] ") {}
  ~LogLines(); ///< shows the begin of a line that has no end
  LogLines(const LogLines &) = delete;
  LogLines &operator=(const LogLines &) = delete;

  /// Shows the lines that have ended.
  void take(std::string_view text);
  /// Shows one line.
  void show(std::string_view line) const;

private:
  static constexpr size_t kLongestLine = 64 << 10; ///< a longer one is shown in parts

  std::string prefix_, rest_;
};

} // namespace asl::functions
