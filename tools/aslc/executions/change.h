// Changing executions, which the process that owns the journal does.
#pragma once

#include "runtime/service/commands.h"
#include "tools/aslc/executions/selection.h"

#include <functional>

namespace aslc::tool {

/// What is to be done with each execution.
struct Change {
  std::string participle; ///< "stopped"
  std::function<asl::service::Order(uint64_t execution)> order;
  bool json = false;
};

/// Changes one execution, and says so when JSON is wanted.
asl::Expected<void> changeOne(asl::journal::Reader &reader, const Change &change,
                              const asl::journal::Execution &execution);

/// Changes all executions that are meant, if `isSure`, and else says how many they are. Prints
/// which ones could not be changed, and returns whether all were.
asl::Expected<bool> changeAll(asl::journal::Reader &reader, const Change &change,
                              const Selection &selection, bool isSure);

} // namespace aslc::tool
