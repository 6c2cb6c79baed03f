// Bytes of text: checking UTF-8, and how text looks as a quoted JSON string.
#pragma once

#include <cstddef>
#include <cstdint>
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

/// Writes `text` without its quotes, escaped, to `out`, which has room for 6 bytes a byte; returns
/// the end.
char *writeEscaped(char *out, std::string_view text);

/// Writes the UTF-8 of a code point (at most 4 bytes); returns the end.
char *writeUtf8(char *out, uint32_t codePoint);

} // namespace asl::text_detail
