// Which commands cannot succeed, as far as a journal without an owner tells it.
#pragma once

#include "runtime/journal/journal.h"
#include "runtime/service/commands.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace asl::service {

/// Looks at the tables of a journal that has no owner. Of an execution for which other commands are
/// kept it knows only its history so far and the names that are taken: the commands come first and
/// may change the rest.
class OrderCheck {
public:
  /// `journal` must outlive the object. Fails when it cannot be read.
  static Expected<OrderCheck> of(const journal::Reader &journal);

  /// Fails with the reason when the owner would refuse the command, or when the journal cannot be
  /// read.
  Expected<void> check(const Order &order) const;

private:
  explicit OrderCheck(const journal::Reader &journal) : journal_(&journal) {}
  Expected<void> checkExecution(const Order &order, uint64_t number) const;
  Expected<void> checkForkName(const journal::Execution &execution, const std::string &name) const;

  const journal::Reader *journal_;
  bool isCurrent_ = true;                      ///< the tables show all rows
  std::set<uint64_t> changing_;                ///< executions for which commands are kept
  std::multimap<std::string, uint64_t> forks_; ///< that are kept: their names, and their sources
};

} // namespace asl::service
