// Regular expressions of JSONata: functions that match.
#pragma once

#include "runtime/expr/jsonata/eval/core.h"

namespace re2 {
class RE2;
}

namespace asl::jsonata {

/// One match in a text, as byte offsets.
struct Match {
  size_t begin = 0, end = 0;
  std::vector<std::optional<std::string_view>> groups;
};

/// The first match at or after byte `from`, or nullopt. Also nullopt when the evaluation has used
/// its steps.
std::optional<Match> findMatch(const re2::RE2 &pattern, std::string_view text, size_t from);

/// The pattern of a function value made by a regular expression, or null.
const re2::RE2 *patternOf(Value function);

/// The code of such function values; their `data` is a `const re2::RE2 *`. Called with a text,
/// gives the match as an object of `match`, `start`, `end`, `groups` and `next`, or undefined.
Value matchText(asl_heap *heap, const Function *self, Value context, const Value *arguments,
                uint32_t count);

} // namespace asl::jsonata
