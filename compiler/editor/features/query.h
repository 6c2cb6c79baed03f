// What the answers to an editor's questions share: a document, and how the client counts.
#pragma once

#include "compiler/editor/language/where.h"
#include "compiler/editor/text/position.h"

#include <nlohmann/json.hpp>

namespace aslc::editor {

using Json = nlohmann::json;

struct Query {
  const Snapshot &snapshot;
  Encoding encoding = Encoding::Utf16;
  bool snippets = false;                               ///< the client fills in parts of a text
  const std::vector<const Snapshot *> *open = nullptr; ///< all open documents

  Json position(uint32_t offset) const {
    Position place = positionOf(snapshot.file(), offset, encoding);
    return {{"line", place.line}, {"character", place.character}};
  }
  Json range(source::Range range) const {
    return {{"start", position(range.begin)}, {"end", position(range.end)}};
  }
  Json edit(source::Range range, std::string text) const {
    return {{"range", this->range(range)}, {"newText", std::move(text)}};
  }
  Json location(source::Range range) const {
    return {{"uri", snapshot.uri()}, {"range", this->range(range)}};
  }
};

inline Json markdown(std::string text) {
  return {{"kind", "markdown"}, {"value", std::move(text)}};
}

/// A name as the text between the quotes, or as a plain scalar of YAML.
std::string spelled(const Snapshot &snapshot, std::string_view name);

} // namespace aslc::editor
