// From what a reader found wrong with a text to diagnostics.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

namespace aslc::diag {

/// Reports the faults of `tree`. False when a part of the text could not be understood at all, so
/// that the tree lacks something and what is missing in it says nothing about the definition.
bool reportFaults(const source::Tree &tree, Engine &engine);

/// Reports the first `${Name}` that was left in the text of `node`, which must hold one: no code
/// can be made of it. Nothing when placeholders without a value are faults of `tree`, which name
/// it.
void reportPlaceholder(const source::Tree &tree, const source::Node &node, Engine &engine);

/// Warns of the scalars that YAML 1.1 reads otherwise, except where an error is reported already.
void reportAmbiguous(const source::Tree &tree, Engine &engine);

} // namespace aslc::diag
