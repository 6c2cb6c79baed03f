// Suspensions made again from saved state.
#pragma once

#include "runtime/exec/saved_state.h"

namespace asl::states {

using namespace exec;

/// Makes the suspension of the state that `frame` is in. Null, and `loader` fails, when the state
/// has none.
Suspension *loadSuspension(Frame &frame, Loader &loader);

// One for each kind of state, beside its suspension.
Suspension *loadTask(Frame &frame, Loader &loader);
Suspension *loadParallel(Frame &frame, Loader &loader);
Suspension *loadMap(Frame &frame, Loader &loader);
Suspension *loadMapRun(Frame &frame, Loader &loader);

} // namespace asl::states
