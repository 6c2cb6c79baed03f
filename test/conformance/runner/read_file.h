// Reading the files of cases.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace asl::conformance {

/// All bytes of the file; nullopt when it cannot be read.
std::optional<std::string> readFile(const std::filesystem::path &path);

} // namespace asl::conformance
