// Writes the output of a verb to a file or to standard output.
#pragma once

#include <string>
#include <string_view>

namespace aslc::tool {

/// Writes `text` to the file `path`, whole or not at all; `-` is standard output. Returns the exit
/// status: `exitUsage` after a report on standard error when it cannot be written.
int writeOutput(std::string_view verb, const std::string &path, std::string_view text);

/// Flushes standard output. Returns `status`, or `exitUsage` after a report on standard error when
/// that fails. Must be the last call of a program.
int finishOutput(int status);

} // namespace aslc::tool
