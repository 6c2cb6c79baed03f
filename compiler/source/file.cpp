// Lines and columns of a text.
#include "compiler/source/file.h"

#include <algorithm>

namespace aslc::source {

namespace {

/// A line ends with "\n", "\r\n" or a "\r" alone, as YAML and editors have it.
std::vector<uint32_t> findLineBegins(std::string_view text) {
  std::vector<uint32_t> begins{0};
  for (size_t i = 0; i < text.size(); ++i) {
    bool ends = text[i] == '\n' || (text[i] == '\r' && text.substr(i + 1, 1) != "\n");
    if (ends)
      begins.push_back(static_cast<uint32_t>(i + 1));
  }
  return begins;
}

bool continuesCodePoint(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

} // namespace

File::File(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), lineBegins_(findLineBegins(text_)) {}

LineColumn File::lineColumn(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(text_.size()));
  auto next = std::upper_bound(lineBegins_.begin(), lineBegins_.end(), offset);
  auto line = static_cast<uint32_t>(next - lineBegins_.begin());
  std::string_view before = text({*(next - 1), offset});
  if (line == 1 && before.starts_with("\xEF\xBB\xBF"))
    before.remove_prefix(3); // a byte order mark is no column
  auto column =
      std::count_if(before.begin(), before.end(), [](char c) { return !continuesCodePoint(c); });
  return {line, static_cast<uint32_t>(column + 1)};
}

std::string_view File::line(uint32_t number) const {
  if (number == 0 || number > lineBegins_.size())
    return {};
  size_t begin = lineBegins_[number - 1];
  size_t end = number < lineBegins_.size() ? lineBegins_[number] : text_.size();
  while (end > begin && (text_[end - 1] == '\n' || text_[end - 1] == '\r'))
    --end;
  return text().substr(begin, end - begin);
}

} // namespace aslc::source
