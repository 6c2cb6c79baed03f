// Plain scalars that YAML 1.1 and YAML 1.2 read differently.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace asl::document {

/// Two readings in words, such as "text", "`true`", "the number 8" or "a date".
struct VersionDifference {
  std::string in12, in11;
};

/// None where both versions read the plain scalar `text` alike.
std::optional<VersionDifference> compareYamlVersions(std::string_view text);

} // namespace asl::document
