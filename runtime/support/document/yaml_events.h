// The events of a YAML text, from libyaml, with their places as bytes.
#pragma once

#include "runtime/support/document/yaml_problem.h"

#include <yaml.h>

namespace asl::document {

class YamlEvents {
public:
  /// `text` is valid UTF-8 and must outlive this.
  explicit YamlEvents(std::string_view text);
  ~YamlEvents();
  YamlEvents(const YamlEvents &) = delete;
  YamlEvents &operator=(const YamlEvents &) = delete;

  /// Moves to the next event. Returns false at a syntax error; after that only `fault` may be
  /// called.
  bool next();
  yaml_event_type_t type() const { return event_.type; }
  const yaml_event_t &event() const { return event_; }
  /// From where the event's text begins (its anchor and tag included) to where it ends.
  Range range() const;
  /// The error that `next` found.
  Fault fault() const;
  /// Where the part begins that it cannot read.
  uint32_t broken() const;

private:
  uint32_t byteAt(size_t codePoint) const;
  YamlError error() const;

  std::string_view text_;
  std::vector<uint32_t> bytes_; ///< byte of each code point; empty when all are one byte
  uint32_t begin_ = 0;          ///< past the byte order mark
  yaml_parser_t parser_;
  yaml_event_t event_{};
};

} // namespace asl::document
