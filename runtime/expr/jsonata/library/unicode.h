// Unicode functions of JSONata beyond UTF-8: offsets in code points and UTF-16 units, and case.
#pragma once

#include <string>
#include <string_view>

namespace asl::jsonata {

/// The byte at which code point `index` begins; the size when there are not so many.
size_t offsetOfCodePoint(std::string_view utf8, size_t index);
/// The byte at which UTF-16 unit `index` begins; the size when there are not so many.
size_t offsetOfUnit(std::string_view utf8, size_t index);
/// ECMAScript's toUpperCase and toLowerCase, without the rules that need more than one character's
/// context.
std::string upperCase(std::string_view utf8);
std::string lowerCase(std::string_view utf8);

} // namespace asl::jsonata
