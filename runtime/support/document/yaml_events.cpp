// Driving libyaml and describing its errors.
#include "runtime/support/document/yaml_events.h"

#include "runtime/support/utf8.h"

#include <algorithm>

namespace asl::document {

YamlEvents::YamlEvents(std::string_view text) : text_(text) {
  begin_ = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::string_view content = text.substr(begin_);
  if (std::any_of(content.begin(), content.end(), [](char c) { return c < 0; })) {
    for (uint32_t at = begin_; at < text.size(); at += utf8::sequenceLength(text.substr(at)))
      bytes_.push_back(at);
  }
  yaml_parser_initialize(&parser_);
  yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char *>(content.data()),
                               content.size());
}

YamlEvents::~YamlEvents() {
  yaml_event_delete(&event_);
  yaml_parser_delete(&parser_);
}

bool YamlEvents::next() {
  yaml_event_delete(&event_);
  return yaml_parser_parse(&parser_, &event_) != 0;
}

uint32_t YamlEvents::byteAt(size_t codePoint) const {
  auto size = static_cast<uint32_t>(text_.size());
  if (bytes_.empty())
    return std::min(static_cast<uint32_t>(begin_ + codePoint), size);
  return codePoint < bytes_.size() ? bytes_[codePoint] : size;
}

Range YamlEvents::range() const {
  return {byteAt(event_.start_mark.index), byteAt(event_.end_mark.index)};
}

Fault YamlEvents::fault() const {
  if (parser_.error == YAML_READER_ERROR) {
    auto at = std::min(static_cast<uint32_t>(begin_ + parser_.problem_offset),
                       static_cast<uint32_t>(text_.size()));
    return {FaultKind::Syntax,
            {at, at + utf8::sequenceLength(text_.substr(at))},
            "a control character is allowed only as an escape in double quotes",
            {},
            true};
  }
  return faultOf(text_, error());
}

YamlError YamlEvents::error() const {
  YamlError error;
  error.problem = parser_.problem ? parser_.problem : "the text is not YAML";
  error.context = parser_.context ? parser_.context : "";
  error.at = byteAt(parser_.problem_mark.index);
  error.begun = parser_.context ? byteAt(parser_.context_mark.index) : error.at;
  return error;
}

uint32_t YamlEvents::broken() const {
  if (parser_.error == YAML_READER_ERROR)
    return fault().range.begin;
  // A scalar, a key or a bracket that does not end is found out later than it begins.
  YamlError said = error();
  bool isUnended = said.context.starts_with("while scanning") ||
                   said.context.starts_with("while parsing a flow");
  return isUnended ? said.begun : std::min(fault().range.begin, said.at);
}

} // namespace asl::document
