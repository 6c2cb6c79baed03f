// Checks of mocks.
#pragma once

#include "runtime/api/call.h"
#include "tools/calls/request.h"
#include "tools/calls/subject.h"

#include <optional>

namespace aslc::calls {

/// Why the state cannot be tested as the request wants: its type, and what a mock of it must be.
std::optional<asl::api::Error> mockProblem(const TestRequest &request, const Subject &subject);

} // namespace aslc::calls
