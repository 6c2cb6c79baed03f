// A text with a name, and places in it as lines and columns.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace asl::document {

/// A half-open range of bytes [begin, end) of one File.
struct Range {
  uint32_t begin = 0;
  uint32_t end = 0;
  bool operator==(const Range &) const = default;
};

/// A place as editors show it: both count from 1; `column` counts Unicode code points.
struct LineColumn {
  uint32_t line = 1;
  uint32_t column = 1;
};

/// A text under a name. Immutable once made; nodes and diagnostics point into it, so it must
/// outlive them.
class File {
public:
  File(std::string name, std::string text);

  const std::string &name() const { return name_; }
  std::string_view text() const { return text_; }
  std::string_view text(Range range) const {
    return text().substr(range.begin, range.end - range.begin);
  }
  /// The place of byte `offset`; an offset past the end is the end.
  LineColumn lineColumn(uint32_t offset) const;
  /// `NAME:LINE:COLUMN` of that place, as messages begin.
  std::string placeText(uint32_t offset) const;
  /// The line (from 1) without its line break; empty when there is no such line.
  std::string_view line(uint32_t number) const;
  /// The byte at which the line (from 1) begins.
  uint32_t lineBegin(uint32_t number) const { return lineBegins_[number - 1]; }

private:
  uint32_t codePointsBefore(uint32_t offset) const;

  std::string name_;
  std::string text_;
  std::vector<uint32_t> lineBegins_;
  /// So that a place in a definition of one long line is not counted from its begin.
  std::vector<uint32_t> codePoints_;
};

} // namespace asl::document
