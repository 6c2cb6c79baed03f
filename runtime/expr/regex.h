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

/// How many instructions of `regex` may be carried out for `text`: RE2 follows all that the pattern
/// may do for each byte when it cannot keep what it knows of them.
uint64_t regexWork(const asl_regex &regex, std::string_view text);
/// The work of a match that is begun: it cannot be stopped, and takes up to a second.
inline constexpr uint64_t kMostRegexWork = 200'000'000;

/// Measures a match that may take long by its work. What it takes is known only afterwards: most
/// often RE2 just looks at each byte once.
class MatchTime {
public:
  /// The match begins.
  explicit MatchTime(uint64_t work);
  /// The nanoseconds that this thread has worked since; 0 for a match that is short anyway.
  uint64_t taken() const;

private:
  bool isMeasured_;
  uint64_t begin_;
};

/// Whether the whole of `text` matches. `regex` is compiled now if it was not yet; one that cannot
/// be compiled matches nothing.
bool regexMatches(const asl_regex &regex, std::string_view text);

/// Whether the whole of `text` matches `pattern`; nullopt when the pattern cannot be compiled.
std::optional<bool> patternMatches(std::string_view pattern, std::string_view text);

} // namespace asl
