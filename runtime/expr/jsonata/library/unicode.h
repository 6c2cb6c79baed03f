// UTF-8 and code points.
#pragma once

#include <string>
#include <string_view>

namespace asl::jsonata {

/// The code points of valid UTF-8 (encoded surrogates, which only escapes can give, stay what they
/// are).
std::u32string decode(std::string_view utf8);
std::string encode(std::u32string_view text);
void appendCodePoint(std::string &out, char32_t code);
/// The number of code points.
size_t countCodePoints(std::string_view utf8);
/// The byte at which code point `index` begins; the size when there are not so many.
size_t offsetOfCodePoint(std::string_view utf8, size_t index);
/// The same in UTF-16 units, as places of matches are counted.
size_t countUnits(std::string_view utf8);
size_t offsetOfUnit(std::string_view utf8, size_t index);
/// ECMAScript's toUpperCase and toLowerCase, without the rules that need more than one character's
/// context.
std::string upperCase(std::string_view utf8);
std::string lowerCase(std::string_view utf8);

} // namespace asl::jsonata
