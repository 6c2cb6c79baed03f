// Regular expressions of filters (`=~`), carried out by RE2: linear time, so no input can hang a
// workflow.
#pragma once

#include "asl/abi/abi.h"

#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// Compiles the regular expressions of `module`, once; a module that is loaded again keeps what it
/// has. Returns an empty text, or why one cannot be compiled. Call before any of the module's code
/// runs. Any thread.
std::string prepareRegexes(const asl_module &module);

/// Frees what prepareRegexes made, before the module itself is unloaded. None of its code may run
/// or be loaded meanwhile.
void releaseRegexes(const asl_module &module);

/// Why `pattern` cannot be compiled; empty when it can. For the compiler, so that prepareRegexes
/// never fails.
std::string regexError(std::string_view pattern, bool ignoreCase);

/// Whether the whole of `text` matches. `regex` is compiled now if it was not yet; one that cannot
/// be compiled matches nothing.
bool regexMatches(const asl_regex &regex, std::string_view text);

/// Whether the whole of `text` matches `pattern`; nullopt when the pattern cannot be compiled.
std::optional<bool> patternMatches(std::string_view pattern, std::string_view text);

} // namespace asl
