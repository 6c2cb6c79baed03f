// Restores suspensions from saved state.
#pragma once

#include "runtime/exec/saved_state.h"

namespace asl::states {

using namespace exec;

/// Restores the suspension of the state that `frame` is in. Returns null, and `loader` fails, when
/// the state has none.
Suspension *loadSuspension(Frame &frame, Loader &loader);

// One for each kind of state, beside its suspension.
Suspension *loadTask(Frame &frame, Loader &loader);
Suspension *loadParallel(Frame &frame, Loader &loader);
Suspension *loadMap(Frame &frame, Loader &loader);
Suspension *loadMapRun(Frame &frame, Loader &loader);

} // namespace asl::states
