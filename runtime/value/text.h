// Bytes of text: checking UTF-8, and how text looks as a quoted JSON string.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace asl::text_detail {

/// Whether `text` is well-formed UTF-8 (no surrogates, no overlong forms, nothing beyond U+10FFFF).
bool isValidUtf8(std::string_view text);

/// A bit for each byte of `word` that a JSON string must escape (`"`, `\`, below 0x20): its top
/// bit. Exact for the lowest such byte and for the question whether there is one.
inline uint64_t escapedBytes(uint64_t word) {
  constexpr uint64_t ones = 0x0101010101010101ull;
  constexpr uint64_t tops = 0x8080808080808080ull;
  uint64_t quote = word ^ (ones * '"');
  uint64_t backslash = word ^ (ones * '\\');
  return (((quote - ones) & ~quote) | ((backslash - ones) & ~backslash) |
          ((word - ones * 0x20) & ~word)) &
         tops;
}

/// std::memcpy for what is short most of the time: without a call up to 16 bytes.
inline void copyShort(char *to, const char *from, size_t count) {
  auto ends = [&]<typename Word>(Word) {
    Word first, last;
    std::memcpy(&first, from, sizeof(Word));
    std::memcpy(&last, from + count - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + count - sizeof(Word), &last, sizeof(Word));
  };
  if (count > 16)
    std::memcpy(to, from, count);
  else if (count >= 8)
    ends(uint64_t());
  else if (count >= 4)
    ends(uint32_t());
  else if (count >= 2)
    ends(uint16_t());
  else if (count == 1)
    *to = *from;
}

/// Equality of texts, likewise.
inline bool sameShort(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  size_t count = a.size();
  auto ends = [&]<typename Word>(Word) {
    Word firstA, firstB, lastA, lastB;
    std::memcpy(&firstA, a.data(), sizeof(Word));
    std::memcpy(&firstB, b.data(), sizeof(Word));
    std::memcpy(&lastA, a.data() + count - sizeof(Word), sizeof(Word));
    std::memcpy(&lastB, b.data() + count - sizeof(Word), sizeof(Word));
    return ((firstA ^ firstB) | (lastA ^ lastB)) == 0;
  };
  if (count > 16)
    return std::memcmp(a.data(), b.data(), count) == 0;
  if (count >= 8)
    return ends(uint64_t());
  if (count >= 4)
    return ends(uint32_t());
  if (count >= 2)
    return ends(uint16_t());
  return count == 0 || a[0] == b[0];
}

/// Writes `text` without its quotes, escaped, to `out`, which has room for 6 bytes a byte; returns
/// the end.
char *writeEscaped(char *out, std::string_view text);

/// Writes the UTF-8 of a code point (at most 4 bytes); returns the end.
char *writeUtf8(char *out, uint32_t codePoint);

} // namespace asl::text_detail
