// The exit statuses of aslc.
#pragma once

namespace aslc::tool {

/// What aslc exits with. `run` has statuses of its own.
enum Exit : int {
  exitClean = 0,  ///< done; perhaps with warnings
  exitFaulty = 1, ///< the definition has errors
  exitUsage = 2,  ///< the command line is wrong, or a file cannot be read or written
};

} // namespace aslc::tool
