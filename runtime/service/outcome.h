// The outcome of an execution, read from its journal.
#pragma once

#include "asl/engine/options.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

namespace asl::service {

/// The outcome of an execution that has ended; Status::Running of one that has not. Fails when the
/// journal cannot be read. Damage is a Failure too, unless `damage` is given, which is set to it;
/// then the output may be empty. May be called from any thread.
Expected<Outcome> outcomeOf(const journal::Reader &journal, const journal::Execution &execution,
                            std::string *damage = nullptr);

/// The input of an execution as ExecutionStarted shows it, byte for byte. `damage` is as above.
Expected<std::string> inputOf(const journal::Reader &journal, uint64_t execution,
                              std::string *damage = nullptr);

} // namespace asl::service
