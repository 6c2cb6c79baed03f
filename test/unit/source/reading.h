// Short ways to read a text in the tests of the readers.
#pragma once

#include "compiler/source/tree.h"

#include <memory>
#include <string>
#include <vector>

namespace aslc::source {

inline Tree readText(std::string text, Notation notation, const Definitions &definitions = {}) {
  return read(std::make_shared<File>("test", std::move(text)), notation, definitions);
}
inline Tree readJsonText(std::string text, const Definitions &definitions = {}) {
  return readText(std::move(text), Notation::Json, definitions);
}
inline Tree readYamlText(std::string text, const Definitions &definitions = {}) {
  return readText(std::move(text), Notation::Yaml, definitions);
}

/// The tree as JSON, or "none".
inline std::string json(const Tree &tree) { return tree.root ? toJson(*tree.root) : "none"; }

/// What the file holds at `range`.
inline std::string at(const Tree &tree, Range range) { return std::string(tree.file->text(range)); }

/// The faults as "line:column detail", one after the other.
inline std::vector<std::string> faults(const Tree &tree) {
  std::vector<std::string> result;
  for (const Fault &fault : tree.faults) {
    LineColumn place = tree.file->lineColumn(fault.range.begin);
    result.push_back(std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
                     fault.detail);
  }
  return result;
}

inline std::vector<FaultKind> kinds(const Tree &tree) {
  std::vector<FaultKind> result;
  for (const Fault &fault : tree.faults)
    result.push_back(fault.kind);
  return result;
}

/// Where the bytes of `part` within the decoded text of `node` were written.
inline std::string written(const Tree &tree, const Node &node, std::string_view part) {
  size_t begin = node.text.find(part);
  if (begin == std::string::npos)
    return "<not in the text>";
  return at(tree, tree.within(node, begin, begin + part.size()));
}

} // namespace aslc::source
