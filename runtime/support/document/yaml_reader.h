// Reads YAML 1.2 text into a tree.
#pragma once

#include "runtime/support/document/placeholders.h"

namespace asl::document {

/// Reads `text` (valid UTF-8, at the same places as the text of `tree.file`) as the root of `tree`,
/// by the core schema. `placeholders` may be null: then there are none.
void readYaml(Tree &tree, std::string_view text, const Placeholders *placeholders);

} // namespace asl::document
