// Reads YAML 1.2 text into a tree.
#pragma once

#include "compiler/source/tree.h"

namespace aslc::source {

/// Reads `text` (valid UTF-8, at the same places as the text of `tree.file`) as the root of `tree`,
/// by the core schema.
void readYaml(Tree &tree, std::string_view text, const Definitions &definitions);

} // namespace aslc::source
