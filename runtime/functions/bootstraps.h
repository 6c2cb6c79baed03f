// The programs that run handlers of Lambda functions, as texts for the command lines of `python3
// -c` and `node -e`.
#pragma once

namespace asl::functions {

extern const char *const kPythonBootstrap; ///< bootstrap.py
extern const char *const kNodeBootstrap;   ///< bootstrap.mjs

} // namespace asl::functions
