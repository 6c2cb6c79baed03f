// Creates the state machines of a server at its start.
#pragma once

#include "runtime/api/call.h"
#include "runtime/support/expected.h"
#include "tools/serve/options.h"

namespace aslc::serve {

/// The ARN of a machine in the account and region of callers that name none.
std::string stateMachineArn(const std::string &name, const Options &options);

/// Creates the machines and activities of `options`; a machine that is there already gets its
/// definition. Fails with the first that is refused. Blocks until they are durable.
asl::Expected<void> createMachines(asl::api::Operations &operations, const Options &options);

} // namespace aslc::serve
