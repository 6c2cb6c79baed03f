// Headers that carry a trace from program to program.
#pragma once

#include <string>
#include <string_view>

namespace asl::task {

/// The trace in an X-Ray header (`Root=1-...;Parent=...;Sampled=1`) or a W3C Trace Context header
/// (`00-...-...-01`). Identifiers are lower-case hexadecimal digits.
struct TraceContext {
  std::string traceId;   ///< 32 digits; empty when the header names no trace
  std::string parent;    ///< 16 digits: the parent span; empty when there is none
  bool isSampled = true; ///< false: the header asks for no spans
};

/// Parses a header; a text in neither form gives no trace.
TraceContext readTraceHeader(std::string_view header);

/// The header of X-Ray; empty without a trace.
std::string xrayHeader(const TraceContext &context);

/// W3C's `traceparent`; empty without a trace or a parent, which it must have.
std::string traceparentHeader(const TraceContext &context);

} // namespace asl::task
