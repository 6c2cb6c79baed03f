// The second half of parsing: resolves the tree as written.
#pragma once

#include "compiler/expr/jsonata/tree.h"

namespace aslc::jsonata {

/// Turns locations into paths of steps, predicates and groupings into parts of their step, finds
/// the step that each `%` refers to, and marks tail calls.
std::variant<NodePtr, Error> resolve(NodePtr written);

} // namespace aslc::jsonata
