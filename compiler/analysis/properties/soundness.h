// Soundness by the names of the field: option to complete, proper completion, no dead states, no
// livelock.
#pragma once

#include "compiler/analysis/properties/property.h"
#include "compiler/analysis/shapes/feasible.h"
#include "compiler/diag/engine.h"

#include <functional>

namespace aslc::analysis::properties {

/// Checks one of these properties; `explain` adds to a finding where the property stands. Proper
/// completion holds of every machine: a Parallel or Map ends only when all flows inside have ended
/// or were stopped.
void checkSoundness(const Property &property, const ast::Machine &machine, const Feasible &feasible,
                    diag::Engine &diags, const std::function<void(diag::Engine::Builder)> &explain);

} // namespace aslc::analysis::properties
