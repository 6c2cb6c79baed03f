// Values that are new where a state is left, and of which nobody knows what they hold.
#pragma once

#include "compiler/analysis/flow/graph.h"
#include "compiler/analysis/flow/needs.h"

namespace aslc::analysis::flow {

/// Whether what is at `place` is new when `state` is left by `edge`: a part of what a task has
/// answered or of a value from outside, of which nobody knows whether it is there.
bool bringsUnknown(const Graph &graph, uint32_t state, const Edge &edge, const Place &place);

} // namespace aslc::analysis::flow
