// Reports the syntax errors that a reader found as diagnostics.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

namespace aslc::diag {

/// Reports the faults of `tree`. Returns false when a part of the text is not in the tree: a field
/// that the tree lacks may then be in the text.
bool reportFaults(const source::Tree &tree, Engine &engine);

/// Reports that the first `${Name}` in the text of `node`, which must hold one, prevents
/// compilation. Reports nothing when placeholders without a value are faults of `tree`.
void reportPlaceholder(const source::Tree &tree, const source::Node &node, Engine &engine);

/// Warns about scalars that YAML 1.1 reads differently, except where an error was reported. For
/// values in `unread`, which were not parsed, the intended type is unknown; their hints have no
/// edit.
void reportAmbiguous(const source::Tree &tree, std::span<const source::Range> unread,
                     Engine &engine);

} // namespace aslc::diag
