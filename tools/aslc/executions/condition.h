// A condition in SQL over one execution: `status = 'FAILED' AND input ->> '$.order.id' = 'o-7'`.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/journal/sqlite/database.h"

#include <memory>
#include <string>

namespace aslc::tool {

/// Fails when `sql` is more than one expression, such as `1) OR (1`: what it is put into would mean
/// something else; or when it has a parameter. SQLite says what else is wrong.
asl::Expected<void> checkCondition(const std::string &sql);

/// Columns are `name`, `machine`, `status`, `started`, `stopped`, `events`, `redrives`, `error`,
/// `cause`, `input` and `output`: texts and numbers, NULL where there is nothing. SQLite evaluates
/// it, in memory, so that it can change nothing in the journal.
class Condition {
public:
  Condition(const asl::journal::Reader &reader, const std::string &sql);
  /// Fails when the condition is wrong, or the journal cannot be read.
  asl::Expected<bool> holds(const asl::journal::Execution &execution);

private:
  const asl::journal::Reader &reader_;
  const std::string query_;
  const bool needsData_; ///< input or output is named
  std::unique_ptr<asl::journal::Database> database_;
};

} // namespace aslc::tool
