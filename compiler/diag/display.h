// Text for a terminal: with known widths, and without characters that control the terminal.
#pragma once

#include <string>
#include <string_view>

namespace aslc::diag {

/// One code point as shown.
struct Glyph {
  std::string text;
  unsigned width = 1; ///< columns of a terminal
  unsigned bytes = 1; ///< of the source
};

/// The glyph that the non-empty `text` begins with. A tab is four spaces, a byte that is not UTF-8
/// U+FFFD, a control character or a change of direction `<U+202E>`.
Glyph firstGlyph(std::string_view text);

/// Whether `text` is shown as it is, a column for each byte.
bool isPlain(std::string_view text);

/// All of `text` as shown.
std::string displayed(std::string_view text);

} // namespace aslc::diag
