// Aliases of YAML and what they stand for.
#pragma once

#include "runtime/support/document/text_file.h"

#include <optional>
#include <string_view>

namespace asl::document {

/// The value that the alias at byte `offset` of a YAML text stands for, without its anchor; none
/// where there is no alias, or nothing that it stands for. What cannot be read of the text is left
/// out.
std::optional<Range> anchoredAt(std::string_view text, uint32_t offset);

} // namespace asl::document
