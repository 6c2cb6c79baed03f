// The answer of TestState.
#pragma once

#include "runtime/api/call.h"
#include "tools/calls/watch.h"

namespace aslc::calls {

asl::api::Json responseOf(const Seen &seen, const Subject &subject, const TestRequest &request);

} // namespace aslc::calls
