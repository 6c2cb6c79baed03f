// The place of a cursor in the structure of a text. Works on text that does not parse, because it
// reads only the text before the cursor and a little after it.
#pragma once

#include "compiler/source/tree.h"

#include <string>
#include <vector>

namespace aslc::editor {

/// A step into a member (its key) or into an item (its index).
struct Step {
  bool isKey = true;
  std::string key;
  size_t index = 0;
};
using Path = std::vector<Step>;

struct Place {
  enum class Kind : uint8_t {
    Nothing, ///< where neither is possible
    Key,
    Value
  };
  Kind kind = Kind::Nothing;
  Path container;          ///< the steps to the object or array around the cursor
  bool inObject = true;    ///< whether that is an object
  std::string key;         ///< of a value in an object
  size_t index = 0;        ///< of a value in an array
  source::Range word;      ///< the text that a completion replaces; empty where there is none
  std::string before;      ///< what stands in the word before the cursor, without a quote
  bool isQuoted = false;   ///< the word begins with a quote
  bool isBlock = false;    ///< in a block scalar of YAML
  bool hasColon = false;   ///< a key that a colon follows
  uint32_t valueBegin = 0; ///< of a text value: where its content begins

  /// The steps to the value itself.
  Path path() const;
};

Place placeInJson(std::string_view text, uint32_t cursor);
Place placeInYaml(std::string_view text, uint32_t cursor);
Place placeAt(std::string_view text, uint32_t cursor, source::Notation notation);

/// The value at `path`, or null.
const source::Node *nodeAt(const source::Node *root, const Path &path);

} // namespace aslc::editor
