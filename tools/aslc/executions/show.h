// Prints executions: lists, details, histories.
#pragma once

#include "tools/aslc/executions/selection.h"

namespace aslc::tool {

/// Prints at most `limit` of the selected executions from `position` on, and the position of the
/// next page.
asl::Expected<void> listExecutions(const asl::journal::Reader &reader, const Selection &selection,
                                   const std::string &position, size_t limit, bool json);
/// Prints the details of an execution, with its input and output.
asl::Expected<void> showExecution(const asl::journal::Reader &reader,
                                  const asl::journal::Execution &execution, bool json);
/// Prints the history of one, as GetExecutionHistory gives it.
asl::Expected<void> showHistory(const asl::journal::Reader &reader,
                                const asl::journal::Execution &execution);

} // namespace aslc::tool
