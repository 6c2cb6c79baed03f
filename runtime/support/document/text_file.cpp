// Lines and columns of a text.
#include "runtime/support/document/text_file.h"

#include "runtime/support/utf8.h"

#include <algorithm>

namespace asl::document {

namespace {

/// A line ends with "\n", "\r\n" or a "\r" alone, as YAML and editors have it.
std::vector<uint32_t> findLineBegins(std::string_view text) {
  constexpr size_t usual = 32; // bytes of a line
  std::vector<uint32_t> begins;
  begins.reserve(text.size() / usual + 1);
  begins.push_back(0);
  bool hasReturns = text.find('\r') != text.npos;
  auto nextEnd = [&](size_t at) {
    return hasReturns ? text.find_first_of("\r\n", at) : text.find('\n', at);
  };
  for (size_t end = nextEnd(0); end != text.npos; end = nextEnd(end + 1))
    if (text[end] == '\n' || text.substr(end + 1, 1) != "\n")
      begins.push_back(static_cast<uint32_t>(end + 1));
  return begins;
}

uint32_t countCodePoints(std::string_view text) {
  return static_cast<uint32_t>(utf8::countCodePoints(text));
}

constexpr size_t kStride = 1024;

/// How many code points begin before each kStride-th byte; empty when all lines are short.
std::vector<uint32_t> countByStrides(std::string_view text,
                                     const std::vector<uint32_t> &lineBegins) {
  uint32_t longest = static_cast<uint32_t>(text.size()) - lineBegins.back();
  for (size_t i = 1; i < lineBegins.size(); ++i)
    longest = std::max(longest, lineBegins[i] - lineBegins[i - 1]);
  if (longest <= 2 * kStride)
    return {};
  std::vector<uint32_t> counts{0};
  for (size_t i = 0; i + kStride <= text.size(); i += kStride)
    counts.push_back(counts.back() + countCodePoints(text.substr(i, kStride)));
  return counts;
}

} // namespace

File::File(std::string name, std::string text)
    : name_(std::move(name)), text_(std::move(text)), lineBegins_(findLineBegins(text_)),
      codePoints_(countByStrides(text_, lineBegins_)) {}

uint32_t File::codePointsBefore(uint32_t offset) const {
  size_t stride = offset / kStride;
  uint32_t begin = static_cast<uint32_t>(stride * kStride);
  return codePoints_[stride] + countCodePoints(text({begin, offset}));
}

LineColumn File::lineColumn(uint32_t offset) const {
  offset = std::min(offset, static_cast<uint32_t>(text_.size()));
  auto next = std::upper_bound(lineBegins_.begin(), lineBegins_.end(), offset);
  auto line = static_cast<uint32_t>(next - lineBegins_.begin());
  uint32_t begin = *(next - 1);
  if (line == 1 && text({0, offset}).starts_with("\xEF\xBB\xBF"))
    begin = 3; // a byte order mark does not count as a column
  if (codePoints_.empty())
    return {line, countCodePoints(text({std::min(begin, offset), offset})) + 1};
  return {line, codePointsBefore(offset) - codePointsBefore(begin) + 1};
}

std::string File::placeText(uint32_t offset) const {
  LineColumn place = lineColumn(offset);
  return name_ + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
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

} // namespace asl::document
