// UTF-8 as the Unicode standard defines it: no overlong forms, no surrogates, nothing above
// U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace asl::utf8 {

inline constexpr char32_t replacementCharacter = 0xFFFD;
inline constexpr std::string_view replacementText = "\xEF\xBF\xBD";

/// Whether `byte` is the second or a later byte of a sequence.
inline bool isContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }
/// Whether UTF-8 has a sequence for `codePoint`: not for surrogates and what is above U+10FFFF.
inline bool isScalar(char32_t codePoint) {
  return codePoint <= 0x10FFFF && (codePoint < 0xD800 || codePoint > 0xDFFF);
}

/// Whether `unit` is the first of the two UTF-16 units of a code point beyond U+FFFF.
inline bool isHighSurrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xDC00; }
/// Whether `unit` is the second of them.
inline bool isLowSurrogate(char32_t unit) { return unit >= 0xDC00 && unit < 0xE000; }
/// The code point of two units, a high surrogate and a low one.
inline char32_t joinSurrogates(char32_t high, char32_t low) {
  return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

/// Whether all of `text` is well-formed.
bool isValid(std::string_view text);
/// The number of bytes (1 to 4) of the well-formed sequence that `text` begins with; 0 when there
/// is none.
unsigned sequenceLength(std::string_view text);
/// The number of bytes that the first byte of a sequence announces (1 to 4). Checks nothing.
inline unsigned announcedLength(char first) {
  auto lead = static_cast<unsigned char>(first);
  return lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}
/// The last position up to `at` where a sequence of `text` begins; the size of `text` when `at` is
/// not less. Valid text that is cut there stays valid.
size_t boundaryBefore(std::string_view text, size_t at);
/// The number of code points in valid text.
size_t countCodePoints(std::string_view text);
/// The number of UTF-16 units that valid text has, which is how Java and ECMAScript count.
size_t countUtf16Units(std::string_view text);

/// The code point that `text` begins with. `text` is not empty and well-formed, but for surrogates,
/// which are returned as they are.
char32_t decodeFirst(std::string_view text);
/// All code points of `text`, with the same requirement.
std::u32string decode(std::string_view text);

/// Writes the sequence of `codePoint` to `out`, at most 4 bytes; returns the end. A surrogate
/// becomes 3 bytes, which are not valid UTF-8: callers that need valid text replace it first.
char *write(char *out, char32_t codePoint);
/// Appends the sequence of `codePoint`, likewise.
void append(std::string &out, char32_t codePoint);
std::string encode(std::u32string_view text);

/// `bytes` with U+FFFD in place of what is not well-formed: one for each maximal part of a
/// sequence, as Java's decoder does.
std::string replaceInvalid(std::string_view bytes);
/// `bytes` when they are valid; else a copy in which each byte beyond ASCII is `?`. For texts from
/// outside whose encoding is unknown.
std::string readable(std::string bytes);

} // namespace asl::utf8
