// Texts from outside on a line of a terminal or of a log.
#pragma once

#include <string>
#include <string_view>

namespace asl {

/// Appends `text` so that it stays on its line and changes no terminal: control characters, also
/// those from U+007F to U+009F, and line separators are escaped as in JSON. A JSON text on one line
/// means the same afterwards, as these characters are in its strings only.
void appendOnOneLine(std::string &line, std::string_view text);

} // namespace asl
