// Where an execution can be forked.
#pragma once

#include "runtime/exec/execution.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <string>

namespace asl::service {

/// The outermost state of an execution in which one of its events is.
struct StateAtEvent {
  std::string name;
  uint64_t entered = 0; ///< id of the event by which it was entered
};
/// Fails when the execution has no such event, or when it is in no state. May be called from any
/// thread.
Expected<StateAtEvent> stateAtEvent(const journal::Reader &journal, uint64_t execution,
                                    uint64_t event);

/// The same for an execution that is to be forked at that event. Fails also when it cannot be.
Expected<StateAtEvent> checkFork(const journal::Reader &journal, const journal::Execution &source,
                                 uint64_t event);

/// The rows from which an execution can be forked at its event `entered`. Fails when the journal
/// cannot be read. May be called from any thread.
Expected<exec::ForkPoint> forkPoint(const journal::Reader &journal, uint64_t execution,
                                    uint64_t entered);

} // namespace asl::service
