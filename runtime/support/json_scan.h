// The inner loops of reading JSON: many bytes at a time to the first of a string that is not plain,
// and over the blanks between tokens.
#pragma once

#include "runtime/support/json_text.h"

#include <cstdint>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace asl::json {

/// What a look at the bytes of a string found: where it stops (its end, an escape, or a byte that
/// may not stand there) and whether it has bytes beyond ASCII.
struct Scan {
  const char *stop;
  bool ascii;
};

/// Looks at the bytes of a string from `at`, at most to `end`.
inline Scan scanString(const char *at, const char *end) {
#if defined(__SSE2__)
  int beyondAscii = 0;
  for (; end - at >= 16; at += 16) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    // A byte is below 0x20 when the smaller of it and 0x1F, as unsigned numbers, is the byte.
    __m128i control = _mm_cmpeq_epi8(_mm_min_epu8(bytes, _mm_set1_epi8(0x1F)), bytes);
    __m128i special = _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')),
                                   _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    int stops = _mm_movemask_epi8(_mm_or_si128(control, special));
    int high = _mm_movemask_epi8(bytes);
    if (stops != 0) {
      int count = __builtin_ctz(static_cast<unsigned>(stops));
      beyondAscii |= high & ((1 << count) - 1);
      return {at + count, beyondAscii == 0};
    }
    beyondAscii |= high;
  }
  bool ascii = beyondAscii == 0;
#else
  uint64_t high = 0;
  for (; end - at >= 8; at += 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    if (json::escapedBytes(word) != 0)
      break;
    high |= word;
  }
  bool ascii = (high & 0x8080808080808080ull) == 0;
#endif
  for (; at != end; ++at) {
    auto byte = static_cast<unsigned char>(*at);
    if (byte == '"' || byte == '\\' || byte < 0x20)
      break;
    ascii &= byte < 0x80;
  }
  return {at, ascii};
}

/// The first byte from `at`, at most `end`, that is no blank of JSON.
inline const char *skipBlanks(const char *at, const char *end) {
  auto isBlank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
  auto isToken = [](char c) { return static_cast<unsigned char>(c) > ' '; };
  if (at != end && isToken(*at))
    return at;
  if (end - at > 1 && isToken(at[1]) && *at == ' ') // as after a colon
    return at + 1;
#if defined(__SSE2__)
  for (; end - at >= 16; at += 16) {
    __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(at));
    auto is = [&](char c) { return _mm_cmpeq_epi8(bytes, _mm_set1_epi8(c)); };
    __m128i blanks =
        _mm_or_si128(_mm_or_si128(is(' '), is('\t')), _mm_or_si128(is('\n'), is('\r')));
    unsigned others = ~static_cast<unsigned>(_mm_movemask_epi8(blanks)) & 0xFFFFu;
    if (others != 0)
      return at + __builtin_ctz(others);
  }
#endif
  while (at != end && isBlank(*at))
    ++at;
  return at;
}

} // namespace asl::json
