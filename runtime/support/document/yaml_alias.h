// Aliases of YAML and what they stand for.
#pragma once

#include "runtime/support/document/text_file.h"

#include <optional>
#include <string_view>

namespace asl::document {

/// The range of the value that the alias at byte `offset` of a YAML text refers to, without the
/// anchor itself. Returns nullopt when there is no alias, or its anchor is missing. Parts of the
/// text that cannot be read are ignored.
std::optional<Range> anchoredAt(std::string_view text, uint32_t offset);

} // namespace asl::document
