// Creates the state machines of a server at its start.
#pragma once

#include "runtime/api/call.h"
#include "runtime/support/expected.h"
#include "tools/serve/options.h"

#include <functional>
#include <string>
#include <vector>

namespace aslc::serve {

/// The ARN of a machine in the account and region of callers that name none.
std::string stateMachineArn(const std::string &name, const Options &options);

/// Creates the machines and activities of `options`; a machine that is there already gets its
/// definition. Returns the ARNs of the machines. Fails with the first that is refused. Blocks until
/// they are durable. A machine that is being deleted is left out; `report` gets a line about it.
asl::Expected<std::vector<std::string>>
createMachines(asl::api::Operations &operations, const Options &options,
               const std::function<void(const std::string &line)> &report);

} // namespace aslc::serve
