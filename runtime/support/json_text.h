// Strings as JSON text. The one policy of everything that this project writes: `"`, `\` and what is
// below U+0020 are escaped, with the two-character escape where JSON has one and else as `\u00XX`
// in upper case, as Step Functions does; everything else, also beyond ASCII, stands as it is.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace asl {

/// Bytes of `text` as quoted JSON text; UINT32_MAX when there are more.
uint32_t quotedSize(std::string_view text);

namespace json {

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

/// Writes `text` without quotes, escaped, to `out`, which must have room for 6 bytes for each byte;
/// returns the end.
char *writeEscaped(char *out, std::string_view text);
/// Appends `text` as a quoted JSON string. `text` is valid UTF-8.
void appendQuoted(std::string &out, std::string_view text);
std::string quoted(std::string_view text);

} // namespace json
} // namespace asl
