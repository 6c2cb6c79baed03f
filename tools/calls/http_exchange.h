// The HTTP request and response of an HTTP task, which TestState shows at the level TRACE.
#pragma once

#include "runtime/api/call.h"
#include "tools/calls/watch.h"

namespace aslc::calls {

/// Adds `request` and `response` to `inspection` when the state is an HTTP task that did its work.
/// Secrets of a connection are not among the task's parameters, so there are none to hide.
void addHttpExchange(asl::api::Json &inspection, const Seen &seen, const Subject &subject,
                     const TestRequest &request);

} // namespace aslc::calls
