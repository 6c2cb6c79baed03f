#include "compiler/editor/text/position.h"

#include "runtime/support/utf8.h"

#include <algorithm>

namespace aslc::editor {

uint32_t lengthOf(std::string_view text, Encoding encoding) {
  if (encoding == Encoding::Utf8)
    return static_cast<uint32_t>(text.size());
  uint32_t units = 0;
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xC0) != 0x80;
    units += byte >= 0xF0; // two units
  }
  return units;
}

uint32_t offsetOf(const source::File &file, Position position, Encoding encoding) {
  auto size = static_cast<uint32_t>(file.text().size());
  if (position.line >= file.lineColumn(size).line)
    return size;
  uint32_t begin = file.lineBegin(position.line + 1);
  std::string_view line = file.line(position.line + 1);
  if (encoding == Encoding::Utf8)
    return begin + std::min(position.character, static_cast<uint32_t>(line.size()));
  uint32_t at = 0;
  for (uint32_t units = 0; at < line.size() && units < position.character;) {
    units += static_cast<unsigned char>(line[at]) >= 0xF0 ? 2 : 1;
    at += asl::utf8::sequenceLength(line.substr(at));
  }
  return begin + std::min(at, static_cast<uint32_t>(line.size()));
}

Position positionOf(const source::File &file, uint32_t offset, Encoding encoding) {
  return Positions().at(file, offset, encoding);
}

Position Positions::at(const source::File &file, uint32_t offset, Encoding encoding) {
  offset = std::min(offset, static_cast<uint32_t>(file.text().size()));
  uint32_t line = file.lineColumn(offset).line;
  uint32_t begin = file.lineBegin(line);
  uint32_t length = 0;
  if (line - 1 != position_.line)
    length = lengthOf(file.text({begin, offset}), encoding);
  else if (offset >= offset_)
    length = position_.character + lengthOf(file.text({offset_, offset}), encoding);
  else
    length = position_.character - lengthOf(file.text({offset, offset_}), encoding);
  offset_ = offset;
  position_ = {line - 1, length};
  return position_;
}

} // namespace aslc::editor
