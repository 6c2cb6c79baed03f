// The end of a state machine that was deleted.
#pragma once

#include "runtime/api/operations/state.h"

namespace asl::api {

/// Ends the executions of a machine whose status is DELETING, each at its next transition, and
/// removes the machine when the last one has ended: at once when none runs. Tries again as
/// long as the journal cannot tell which executions run.
void deleteWithExecutions(State &state, uint64_t machine);

/// The same for all machines that were being deleted when an earlier process ended.
void goOnDeleting(State &state);

} // namespace asl::api
