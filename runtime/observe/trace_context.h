// Which trace an execution belongs to, and the identifiers of its spans. They follow from the
// execution, so that the same span has the same identifier after a restart.
#pragma once

#include "runtime/task/trace_header.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::observe {

/// The trace of an execution: that of its header, else one of its own.
task::TraceContext traceOf(std::string_view header, std::string_view executionArn);

/// A header of X-Ray for what the execution starts: the same trace, as a child of its span.
std::string headerForChild(std::string_view header, std::string_view executionArn);

/// The identifier of the span that begins with an event of an execution; event 0: that of the
/// execution itself, after so many redrives.
std::string spanId(std::string_view executionArn, uint64_t event, uint64_t redrives = 0);

} // namespace asl::observe
