// Protobuf's JSON: 64-bit numbers are texts, enumerations are numbers, identifiers are hexadecimal.
#include "runtime/observe/spans.h"
#include "runtime/dom/text.h"

#include <nlohmann/json.hpp>

namespace asl::observe {

using Json = nlohmann::ordered_json;

namespace {

std::string nanosOf(int64_t ms) { return std::to_string(ms) + "000000"; }

Json valueOf(const AttributeValue &value) {
  if (const auto *text = std::get_if<std::string>(&value))
    return {{"stringValue", *text}};
  if (const auto *number = std::get_if<int64_t>(&value))
    return {{"intValue", std::to_string(*number)}};
  return {{"boolValue", std::get<bool>(value)}};
}

Json listOf(const Attributes &attributes) {
  Json list = Json::array();
  for (const auto &[key, value] : attributes)
    list.push_back({{"key", key}, {"value", valueOf(value)}});
  return list;
}

constexpr int statusOk = 1, statusError = 2;

} // namespace

std::string spanJson(const Span &span) {
  Json json{{"traceId", span.traceId}, {"spanId", span.id}};
  if (!span.parent.empty())
    json["parentSpanId"] = span.parent;
  json["name"] = span.name;
  json["kind"] = static_cast<int>(span.kind);
  json["startTimeUnixNano"] = nanosOf(span.startMs);
  json["endTimeUnixNano"] = nanosOf(span.endMs);
  json["attributes"] = listOf(span.attributes);
  if (!span.goesOnFrom.empty())
    json["links"] = {{{"traceId", span.traceId}, {"spanId", span.goesOnFrom}}};
  json["status"] = Json::object();
  if (span.error)
    json["status"] = {{"message", *span.error}, {"code", statusError}};
  else if (span.isOk)
    json["status"] = {{"code", statusOk}};
  return dom::write(json);
}

std::string exportRequest(const std::vector<std::string> &spans, const Attributes &resource,
                          const std::string &version) {
  std::string body = R"({"resourceSpans":[{"resource":{"attributes":)" +
                     dom::write(listOf(resource)) +
                     R"(},"scopeSpans":[{"scope":{"name":"aslc","version":)" +
                     dom::write(Json(version)) + R"(},"spans":[)";
  for (size_t i = 0; i < spans.size(); ++i)
    body.append(i == 0 ? "" : ",").append(spans[i]);
  return body + "]}]}]}";
}

} // namespace asl::observe
