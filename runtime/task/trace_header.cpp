// X-Ray:
// https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader;
// W3C: https://www.w3.org/TR/trace-context/.
#include "runtime/task/trace_header.h"

#include <algorithm>

namespace asl::task {

namespace {

/// Lower-case digits, not all of them zero. Else empty.
std::string idOf(std::string_view text, size_t digits) {
  bool isZero = true;
  std::string id(text);
  for (char &c : id) {
    if (c >= 'A' && c <= 'F')
      c = static_cast<char>(c + 'a' - 'A');
    if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')))
      return {};
    isZero = isZero && c == '0';
  }
  return id.size() == digits && !isZero ? id : std::string();
}

/// `1-5759e988-bd862e3fe1be46a994272793`.
std::string rootOf(std::string_view text) {
  if (text.size() != 35 || !text.starts_with("1-") || text[10] != '-')
    return {};
  return idOf(std::string(text.substr(2, 8)).append(text.substr(11)), 32);
}

TraceContext readXRay(std::string_view header) {
  TraceContext context;
  while (!header.empty()) {
    size_t end = std::min(header.find(';'), header.size());
    std::string_view part = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
    size_t equals = part.find('=');
    if (equals == part.npos)
      continue;
    std::string_view key = part.substr(0, equals), value = part.substr(equals + 1);
    if (key == "Root")
      context.traceId = rootOf(value);
    else if (key == "Parent")
      context.parent = idOf(value, 16);
    else if (key == "Sampled")
      context.isSampled = value != "0";
  }
  if (context.traceId.empty())
    context.parent.clear();
  return context;
}

} // namespace

TraceContext readTraceHeader(std::string_view header) {
  bool isW3c = header.size() >= 55 && header[2] == '-' && header[35] == '-' && header[52] == '-' &&
               header.substr(0, 2) != "ff" && (header.size() == 55 || header[55] == '-');
  if (!isW3c)
    return readXRay(header);
  TraceContext context{idOf(header.substr(3, 32), 32), idOf(header.substr(36, 16), 16), true};
  if (context.traceId.empty() || context.parent.empty())
    return {};
  // The last bit of two hexadecimal digits.
  constexpr std::string_view odd = "13579bdfBDF";
  context.isSampled = odd.find(header[54]) != odd.npos;
  return context;
}

std::string xrayHeader(const TraceContext &context) {
  if (context.traceId.empty())
    return {};
  std::string parent = context.parent.empty() ? "" : ";Parent=" + context.parent;
  return "Root=1-" + context.traceId.substr(0, 8) + '-' + context.traceId.substr(8) + parent +
         ";Sampled=" + (context.isSampled ? "1" : "0");
}

std::string traceparentHeader(const TraceContext &context) {
  if (context.traceId.empty() || context.parent.empty())
    return {};
  return "00-" + context.traceId + '-' + context.parent + (context.isSampled ? "-01" : "-00");
}

} // namespace asl::task
