// Details objects as JSON text.
#include "runtime/history/details.h"

#include "runtime/value/json.h"
#include "runtime/value/text.h"

namespace asl::history {

void appendQuoted(std::string &out, std::string_view text) {
  size_t before = out.size();
  out.resize(before + 2 + 6 * text.size());
  char *at = out.data() + before;
  *at++ = '"';
  at = text_detail::writeEscaped(at, text);
  *at++ = '"';
  out.resize(static_cast<size_t>(at - out.data()));
}

void Details::key(std::string_view key) {
  if (text_.size() > 1)
    text_ += ',';
  text_ += '"';
  text_ += key; // keys of events need no escapes
  text_ += "\":";
}

Details &Details::text(std::string_view name, std::string_view value) {
  key(name);
  appendQuoted(text_, value);
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
