// Reads JSON text, with or without comments, into a tree.
#pragma once

#include "runtime/support/document/placeholders.h"

namespace asl::document {

/// Reads `text` (valid UTF-8, at the same places as the text of `tree.file`) as the root of `tree`.
/// `placeholders` may be null: then there are none.
void readJson(Tree &tree, std::string_view text, bool allowComments,
              const Placeholders *placeholders);

/// The value of the unquoted placeholder at `place`: `text` read as JSON, or a string when it is
/// not JSON. All its nodes have `place` as their range. `depth` is how many containers are
/// around it.
const Node *readPlaceholderValue(Tree &tree, std::string_view text, Range place, unsigned depth);

} // namespace asl::document
