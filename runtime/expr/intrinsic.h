// Helpers of the intrinsic functions: errors, and reading arguments.
#pragma once

#include "runtime/value/heap.h"

#include <optional>
#include <string>
#include <string_view>

namespace asl {

/// Makes a States.IntrinsicFailure with the name of the function and the problem.
Value intrinsicFailure(asl_heap *heap, std::string_view function, std::string_view message);

/// A number rounded half up, as Java's Math.round does (1.5 -> 2, -1.5 -> -1), within 64 bits;
/// nullopt for values that are not numbers.
std::optional<int64_t> roundedInteger(Value value);

} // namespace asl
