// Details objects as JSON text.
#include "runtime/history/details.h"

#include "runtime/support/json_text.h"
#include "runtime/value/json.h"

namespace asl::history {

void Details::key(std::string_view key) {
  if (text_.size() > 1)
    text_ += ',';
  json::appendQuoted(text_, key);
  text_ += ':';
}

Details &Details::text(std::string_view name, std::string_view value) {
  key(name);
  json::appendQuoted(text_, value);
  return *this;
}

Details &Details::textIfAny(std::string_view name, const std::optional<std::string_view> &value) {
  return value ? text(name, *value) : *this;
}

Details &Details::number(std::string_view name, int64_t value) {
  return json(name, std::to_string(value));
}

Details &Details::json(std::string_view name, std::string_view json) {
  key(name);
  text_ += json;
  return *this;
}

Details &Details::payload(std::string_view name, Value value) {
  std::string json;
  json::append(json, value);
  return text(name, json);
}

void Details::truncated(std::string_view name) {
  text_ += ",\"";
  text_ += name;
  text_ += "Details\":{\"truncated\":false}";
}

Details &Details::payloadWithDetails(std::string_view name, Value value) {
  payload(name, value);
  truncated(name);
  return *this;
}

Details &Details::payloadWithDetails(std::string_view name, std::string_view json) {
  text(name, json);
  truncated(name);
  return *this;
}

std::string Details::finish() {
  std::string result = std::move(text_);
  result += '}';
  text_ = "{";
  return result;
}

} // namespace asl::history
