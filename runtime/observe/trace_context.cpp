// Identifiers by hashes.
#include "runtime/observe/trace_context.h"

#include "runtime/exec/hash.h"
#include "runtime/support/encoding.h"

namespace asl::observe {

using task::TraceContext;

TraceContext traceOf(std::string_view header, std::string_view executionArn) {
  TraceContext context = task::readTraceHeader(header);
  if (context.traceId.empty())
    context.traceId = hexOf(sha256("trace " + std::string(executionArn))).substr(0, 32);
  return context;
}

std::string headerForChild(std::string_view header, std::string_view executionArn) {
  TraceContext context = traceOf(header, executionArn);
  context.parent = spanId(executionArn, 0);
  return task::xrayHeader(context);
}

std::string spanId(std::string_view executionArn, uint64_t event, uint64_t redrives) {
  std::string text = "span " + std::string(executionArn) + ' ' + std::to_string(event);
  if (redrives != 0)
    text += ' ' + std::to_string(redrives);
  return hexOf(sha256(text)).substr(0, 16);
}

} // namespace asl::observe
