// What the intrinsic functions share: failing, and reading their arguments.
#pragma once

#include "runtime/value/heap.h"

#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// States.IntrinsicFailure with the function's name and what is wrong.
Value intrinsicFailure(asl_heap *heap, std::string_view function, std::string_view message);

/// A number rounded half up, as Java's Math.round does (1.5 -> 2, -1.5 -> -1), within 64 bits;
/// nullopt for values that are not numbers.
std::optional<int64_t> roundedInteger(Value value);

/// How many characters Java counts in `text`: UTF-16 units.
size_t javaLength(std::string_view text);

} // namespace asl
