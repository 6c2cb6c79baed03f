// Spans of traces, and their form in OTLP. See
// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace asl::observe {

using AttributeValue = std::variant<std::string, int64_t, bool>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

struct Span {
  enum class Kind : uint8_t { Internal = 1, Server = 2, Client = 3 };
  std::string traceId, id, parent; ///< lower-case hexadecimal; `parent` is empty when there is none
  std::string name;
  Kind kind = Kind::Internal;
  int64_t startMs = 0, endMs = 0;
  Attributes attributes;
  bool isOk = false;                ///< its success is known
  std::optional<std::string> error; ///< if it failed, a sentence about why
};

/// As one line of JSON.
std::string spanJson(const Span &span);
/// The body of an export request with spans that `spanJson` gave. `resource` describes this
/// process.
std::string exportRequest(const std::vector<std::string> &spans, const Attributes &resource,
                          const std::string &version);

} // namespace asl::observe
