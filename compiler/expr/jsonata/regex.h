// Regular expressions as JavaScript writes them, for RE2, which carries them out.
#pragma once

#include <string>
#include <string_view>

namespace aslc::jsonata {

/// The pattern in RE2's notation: `\u00e9`, `(?<name>` and `\/` are written otherwise there.
std::string regexForRe2(std::string_view pattern);

/// Why a pattern in RE2's notation cannot be compiled, in words for its author; empty when it can.
std::string regexProblem(std::string_view pattern, bool ignoreCase);

} // namespace aslc::jsonata
