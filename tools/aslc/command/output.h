// Writing what a verb gives: to a file, or to standard output.
#pragma once

#include <string>
#include <string_view>

namespace aslc::tool {

/// Writes `text` to the file `path`, whole or not at all; `-` is standard output. Returns the exit
/// status: `exitUsage` after a report on standard error when it cannot be written.
int writeOutput(std::string_view verb, const std::string &path, std::string_view text);

/// Writes out what was printed to stdout. Returns `status`, or `exitUsage` after a report on
/// standard error when that could not be written. The last call of a program.
int finishOutput(int status);

} // namespace aslc::tool
