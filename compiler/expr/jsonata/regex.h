// Regular expressions in the syntax of JavaScript, translated for RE2, which evaluates them.
#pragma once

#include <string>
#include <string_view>

namespace aslc::jsonata {

/// The pattern in the syntax of RE2, which writes `\u00e9`, `(?<name>` and `\/` differently, and
/// whose `.` also matches ends of lines other than `\n`. After a flag `s` within the pattern, which
/// JavaScript does not have, every `.` stays as it is.
std::string regexForRe2(std::string_view pattern);

/// Why a pattern in the syntax of RE2 cannot be compiled, as a message; empty when it can.
std::string regexProblem(std::string_view pattern, bool ignoreCase);

} // namespace aslc::jsonata
