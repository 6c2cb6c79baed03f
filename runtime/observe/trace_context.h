// The trace of an execution and the identifiers of its spans. They are derived from the execution,
// so that a span keeps its identifier after a restart.
#pragma once

#include "runtime/task/trace_header.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::observe {

/// The trace of an execution: from its header, else a new one derived from its ARN.
task::TraceContext traceOf(std::string_view header, std::string_view executionArn);

/// The X-Ray header for what the execution starts: the same trace, with the execution's span as
/// parent.
std::string headerForChild(std::string_view header, std::string_view executionArn);

/// The identifier of the span that begins with `event`. For event 0, that of the execution itself
/// after `redrives` redrives.
std::string spanId(std::string_view executionArn, uint64_t event, uint64_t redrives = 0);

} // namespace asl::observe
