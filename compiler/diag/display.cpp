// Widths of code points, and replacements for those that are not printable.
#include "compiler/diag/display.h"

#include "runtime/support/utf8.h"

#include <algorithm>
#include <iterator>

namespace aslc::diag {

namespace {

struct Interval {
  char32_t first, last;
};

// Unicode 15 by blocks, which is not exact: a caret may be off by one column in a rare script.
constexpr Interval combining[] = {
    {0x300, 0x36F},   {0x483, 0x489},   {0x591, 0x5BD},    {0x610, 0x61A},   {0x64B, 0x65F},
    {0x6D6, 0x6DC},   {0x900, 0x902},   {0x93C, 0x93C},    {0x941, 0x948},   {0xE31, 0xE31},
    {0xE34, 0xE3A},   {0xE47, 0xE4E},   {0x1AB0, 0x1AFF},  {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF},
    {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}, {0xE0100, 0xE01EF}};
constexpr Interval wide[] = {
    {0x1100, 0x115F},   {0x231A, 0x231B},   {0x23E9, 0x23EC},   {0x2614, 0x2615},
    {0x26A1, 0x26A1},   {0x2705, 0x2705},   {0x274C, 0x274C},   {0x2E80, 0x303E},
    {0x3041, 0x33FF},   {0x3400, 0x4DBF},   {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},
    {0xA960, 0xA97F},   {0xAC00, 0xD7A3},   {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},   {0xFFE0, 0xFFE6},   {0x16FE0, 0x18CFF}, {0x1B000, 0x1B2FF},
    {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF}, {0x20000, 0x3FFFD}};
constexpr Interval hidden[] = {
    {0x0, 0x1F},      {0x7F, 0x9F},     {0xAD, 0xAD},     {0x61C, 0x61C},   {0x200B, 0x200F},
    {0x2028, 0x202E}, {0x2060, 0x206F}, {0xFEFF, 0xFEFF}, {0xFFF9, 0xFFFB}, {0xE0000, 0xE007F}};

template <size_t Size> bool contains(const Interval (&intervals)[Size], char32_t c) {
  auto next = std::upper_bound(std::begin(intervals), std::end(intervals), c,
                               [](char32_t value, const Interval &i) { return value < i.first; });
  return next != std::begin(intervals) && c <= std::prev(next)->last;
}

/// How many printable characters of ASCII the text begins with.
size_t plainLength(std::string_view text) {
  auto end = std::find_if(text.begin(), text.end(), [](char c) { return c < 0x20 || c == 0x7F; });
  return static_cast<size_t>(end - text.begin());
}

std::string nameOf(char32_t c) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string digits;
  for (; c != 0 || digits.size() < 4; c >>= 4)
    digits.insert(digits.begin(), hex[c & 15]);
  return "<U+" + digits + ">";
}

} // namespace

Glyph firstGlyph(std::string_view text) {
  if (plainLength(text.substr(0, 1)) != 0)
    return {std::string(text.substr(0, 1)), 1, 1};
  unsigned length = asl::utf8::sequenceLength(text);
  if (length == 0)
    return {std::string(asl::utf8::replacementText), 1, 1};
  if (text[0] == '\t')
    return {"    ", 4, 1};
  char32_t c = asl::utf8::decodeFirst(text);
  if (contains(hidden, c)) {
    std::string name = nameOf(c);
    return {name, static_cast<unsigned>(name.size()), length};
  }
  unsigned width = contains(combining, c) ? 0 : contains(wide, c) ? 2 : 1;
  return {std::string(text.substr(0, length)), width, length};
}

bool isPlain(std::string_view text) { return plainLength(text) == text.size(); }

std::string displayed(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    size_t plain = plainLength(text);
    out += text.substr(0, plain);
    text.remove_prefix(plain);
    if (text.empty())
      break;
    Glyph glyph = firstGlyph(text);
    out += glyph.text;
    text.remove_prefix(glyph.bytes);
  }
  return out;
}

} // namespace aslc::diag
