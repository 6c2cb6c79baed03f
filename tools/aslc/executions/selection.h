// Selections of executions in a journal.
#pragma once

#include "runtime/journal/journal.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace aslc::tool {

/// An absent field selects all executions.
struct Selection {
  std::string machine;                               ///< its name or ARN
  std::vector<asl::journal::Status> statuses;        ///< one of these
  std::optional<int64_t> startedFromMs, startedToMs; ///< from the one on, before the other
  bool isPaused = false;                             ///< only those that are paused
  std::string condition;                             ///< see condition.h
};

/// A page of the selected executions, the newest first.
struct Selected {
  std::vector<asl::journal::Execution> executions;
  std::string next; ///< where the next page begins; empty when there is none
};

/// Returns at most `limit` of the selected executions, from `position` on (empty, or `next` of the
/// page before). Fails when the journal cannot be read, the machine is not known, or the condition
/// is wrong.
asl::Expected<Selected> select(const asl::journal::Reader &reader, const Selection &selection,
                               const std::string &position, size_t limit);

/// The execution of this name or ARN. With a name, of several machines only when `machine` says
/// which. Waits for a moment for one that has just started: lists of a journal in use are up to a
/// second old.
asl::Expected<asl::journal::Execution> findExecution(const asl::journal::Reader &reader,
                                                     const std::string &name,
                                                     const std::string &machine);

/// The number of the machine's document; nothing when `name` is empty. A name will do where the
/// journal has ARNs, if it is the name of one machine only.
asl::Expected<std::optional<uint64_t>> machineOf(const asl::journal::Reader &reader,
                                                 const std::string &name);

} // namespace aslc::tool
