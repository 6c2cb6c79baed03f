// The name that was probably meant.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace asl {

/// The candidate closest to `name` by edit distance, when it is close enough to be meant: at most a
/// third of the name and `most` edits away. Swapping two neighbours is one edit; case does not
/// count. The first of several that are equally close.
std::optional<std::string> closest(std::string_view name, std::span<const std::string> candidates,
                                   size_t most = 8);

} // namespace asl
