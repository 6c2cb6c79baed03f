// The headers by which programs tell each other which trace they are in.
#pragma once

#include <string>
#include <string_view>

namespace asl::task {

/// The trace that a header tells, of X-Ray (`Root=1-...;Parent=...;Sampled=1`) or of W3C's Trace
/// Context (`00-...-...-01`). Identifiers are lower-case hexadecimal digits.
struct TraceContext {
  std::string traceId;   ///< 32 digits; empty: the header tells none
  std::string parent;    ///< 16 digits: the span that what is started is a child of; empty: none
  bool isSampled = true; ///< false: the header asks for no spans
};

/// What a text says that is neither is ignored.
TraceContext readTraceHeader(std::string_view header);

/// The header of X-Ray; empty without a trace.
std::string xrayHeader(const TraceContext &context);

/// W3C's `traceparent`; empty without a trace or a parent, which it must have.
std::string traceparentHeader(const TraceContext &context);

} // namespace asl::task
