// What those who have code made, and stand in for functions that it calls, need to know of it.
#pragma once

#include <cstddef>

namespace aslc::codegen {

/// How many ops of the dialect one native function holds, unless options say something else, before
/// what follows goes into another one: compilers take more than linear time for a function.
constexpr size_t defaultPartSize = 400;

/// What code of an expression by itself calls where an error is raised, besides the ABI:
/// `void (asl_heap *, asl_error *, uint32_t begin, uint32_t end)` with the bytes of the expression.
constexpr const char *locationFunction = "aslc_attach_location";

/// What code of an inspected machine calls for each `asl.observe`:
/// `void (asl_frame *, const char *name, asl_value)`.
constexpr const char *observeFunction = "aslc_observe";

} // namespace aslc::codegen
