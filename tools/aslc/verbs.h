// The verbs of aslc, each in a file of its own. A new verb is a line here and a line in main.cpp.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace aslc::tool {

/// What aslc exits with. `run` has statuses of its own.
enum Exit : int {
  exitClean = 0,  ///< done; perhaps with warnings
  exitFaulty = 1, ///< the definition has errors
  exitUsage = 2,  ///< the command line is wrong, or a file cannot be read or written
};

struct Verb {
  std::string_view name;
  std::string_view summary; ///< one line for `aslc --help`
  /// Carries the verb out with the arguments after its name; returns the exit status.
  int (*run)(std::span<const std::string> arguments);
};

extern const Verb buildVerb, runVerb, checkVerb, evalVerb;

/// The path by which this aslc was called (`argv[0]`), for finding what is installed beside it.
const std::string &programPath();

} // namespace aslc::tool
