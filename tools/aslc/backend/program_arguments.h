// The arguments of a program that is run in this process.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aslc::tool {

using ProgramArguments = std::vector<std::string>;

/// The last value of an option that takes one, such as `--history`; nothing when it is not given.
std::optional<std::string> valueOf(const ProgramArguments &arguments, std::string_view option);

/// Gives an option a value, unless it has one.
void giveUnless(ProgramArguments &arguments, const std::string &option, const std::string &value);

} // namespace aslc::tool
