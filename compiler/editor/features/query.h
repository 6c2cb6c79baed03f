// What all requests share: a document, and the client's unit of columns.
#pragma once

#include "compiler/editor/language/where.h"
#include "compiler/editor/text/position.h"

#include <nlohmann/json.hpp>

namespace aslc::editor {

using Json = nlohmann::json;

/// Places are made member by member, because there are many of them and a list of initializers is
/// copied. Offsets are those of the snapshot's file; the client's positions are those of its
/// document.
struct Query {
  const Snapshot &snapshot;
  Encoding encoding = Encoding::Utf16;
  bool snippets = false; ///< the client fills in parts of a text
  mutable Positions positions = {};

  Json position(uint32_t offset) const {
    return outerPosition(snapshot.outer({offset, offset}).begin);
  }
  Json range(source::Range range) const {
    source::Range outer = snapshot.outer(range);
    Json json = Json::object();
    json.emplace("start", outerPosition(outer.begin));
    json.emplace("end", outerPosition(outer.end));
    return json;
  }
  Json edit(source::Range range, const std::string &text) const {
    return {{"range", this->range(range)}, {"newText", snapshot.written(text)}};
  }
  Json location(source::Range range) const {
    return {{"uri", snapshot.uri()}, {"range", this->range(range)}};
  }

  /// The place of an offset of the document.
  Position place(uint32_t offset) const {
    return positions.at(snapshot.document(), offset, encoding);
  }

private:
  Json outerPosition(uint32_t offset) const {
    Position place = this->place(offset);
    Json json = Json::object();
    json.emplace("line", place.line);
    json.emplace("character", place.character);
    return json;
  }
};

inline Json markdown(std::string text) {
  return {{"kind", "markdown"}, {"value", std::move(text)}};
}

} // namespace aslc::editor
