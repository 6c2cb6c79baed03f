// The outcome of an execution, read from its journal.
#pragma once

#include "asl/engine/options.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

namespace asl::service {

/// The outcome of an execution that has ended; Status::Running of one that has not. Fails when the
/// journal cannot be read. May be called from any thread.
Expected<Outcome> outcomeOf(const journal::Reader &journal, const journal::Execution &execution);

/// The input of an execution as ExecutionStarted shows it, byte for byte.
Expected<std::string> inputOf(const journal::Reader &journal, uint64_t execution);

} // namespace asl::service
