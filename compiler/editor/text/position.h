// Places as editors count them, and places as bytes.
#pragma once

#include "compiler/source/file.h"

namespace aslc::editor {

/// The unit of columns in an editor.
enum class Encoding : uint8_t { Utf8, Utf16 };

/// Both count from 0; `character` counts bytes or UTF-16 units of the line.
struct Position {
  uint32_t line = 0, character = 0;
  bool operator==(const Position &) const = default;
};

/// The byte offset of `position`. A position past the end of a line or of the text is moved to that
/// end.
uint32_t offsetOf(const source::File &file, Position position, Encoding encoding);
Position positionOf(const source::File &file, uint32_t offset, Encoding encoding);

/// Positions of one file, for many places that are near each other: a line may be as long as the
/// file, and is not counted from its begin each time.
class Positions {
public:
  Position at(const source::File &file, uint32_t offset, Encoding encoding);

private:
  uint32_t offset_ = 0;
  Position position_; ///< of `offset_`
};
/// UTF-16 units or bytes of a text.
uint32_t lengthOf(std::string_view text, Encoding encoding);

} // namespace aslc::editor
