// Writing an output of a verb.
#pragma once

#include <string>
#include <string_view>

namespace aslc::tool {

/// Writes `text` to the file `path`, completely or not at all; `-` is standard output. Returns the
/// exit status: `exitUsage` after a report on standard error when it cannot be written.
int writeFile(std::string_view verb, const std::string &path, std::string_view text);

} // namespace aslc::tool
