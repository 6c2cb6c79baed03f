// The history of an execution, read from the journal.
#pragma once

#include "asl/engine/history.h"
#include "runtime/journal/journal.h"
#include "runtime/support/expected.h"

#include <functional>
#include <string>

namespace asl {

/// Calls `take` with every committed event of an execution, oldest first. The data that an event
/// refers to is valid during the call. Fails when the journal cannot be read. Damage is a Failure
/// too, unless `damage` is given: then events that cannot be read are left out, and it is set to
/// why the first ones could not. May be called from any thread.
Expected<void> readHistory(const journal::Reader &journal, uint64_t execution,
                           const std::function<void(const HistoryEvent &)> &take,
                           std::string *damage = nullptr);

} // namespace asl
