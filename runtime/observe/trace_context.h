// Which trace an execution belongs to, and the identifiers of its spans. They follow from the
// execution, so that the same span has the same identifier after a restart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace asl::observe {

/// The trace that a header tells, of X-Ray (`Root=1-...;Parent=...;Sampled=1`) or of W3C's Trace
/// Context (`00-...-...-01`). Identifiers are lower-case hexadecimal digits.
struct TraceContext {
  std::string traceId;   ///< 32 digits; empty: the header tells none
  std::string parent;    ///< 16 digits: the span that the execution is a child of; empty: none
  bool isSampled = true; ///< false: the header asks for no spans
};

/// What a text says that is neither is ignored.
TraceContext readTraceHeader(std::string_view header);

/// The trace of an execution: that of its header, else one of its own.
TraceContext traceOf(std::string_view header, std::string_view executionArn);

/// A header of X-Ray for what the execution starts: the same trace, as a child of its span.
std::string headerForChild(std::string_view header, std::string_view executionArn);

/// The identifier of the span that begins with an event of an execution; event 0: that of the
/// execution itself, after so many redrives.
std::string spanId(std::string_view executionArn, uint64_t event, uint64_t redrives = 0);

} // namespace asl::observe
