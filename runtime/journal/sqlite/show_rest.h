// What the tables do not show when a process has ended: the rows of its last moments.
#pragma once

#include "runtime/journal/sqlite/database.h"
#include "runtime/journal/sqlite/encryption.h"
#include "runtime/support/expected.h"

namespace asl::journal {

/// Folds these rows into the tables, within the transaction that is open. A damaged row does not
/// stop it: its execution is shown as one that runs. Fails when a row is missing, or when nobody
/// can say to which execution a damaged row belongs, because that execution might go on without it.
Expected<void> showRest(Database &database, const Encryption &encryption);

} // namespace asl::journal
