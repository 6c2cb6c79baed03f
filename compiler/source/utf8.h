// UTF-8 as the Unicode standard defines it: no overlong forms, no surrogates, no code points above
// 10FFFF.
#pragma once

#include "compiler/source/file.h"

namespace aslc::source {

/// The number of bytes of the well-formed code point that `text` begins with; 0 when there is none.
unsigned codePointLength(std::string_view text);
/// The code point that the well-formed `text` begins with.
char32_t decodeUtf8(std::string_view text);
/// Appends `codePoint` to `out`; a surrogate becomes U+FFFD.
void encodeUtf8(char32_t codePoint, std::string &out);
/// Each run of bytes that belong to no well-formed code point, at most the first 20 runs and then
/// one more with everything from there on.
std::vector<Range> invalidUtf8(std::string_view text);

} // namespace aslc::source
