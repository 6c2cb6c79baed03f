// Settings and names for callers that generate code and substitute functions that it calls.
#pragma once

#include <cstddef>

namespace aslc::codegen {

/// How many ops of the dialect one native function holds, unless options say something else, before
/// what follows goes into another one: compilers take more than linear time for a function.
constexpr size_t defaultPartSize = 400;

/// The function that code of a separate expression calls where an error is raised, besides the ABI:
/// `void (asl_heap *, asl_error *, uint32_t begin, uint32_t end)` with the bytes of the expression.
constexpr const char *locationFunction = "aslc_attach_location";

/// The function that code of an inspected machine calls for each `asl.observe`:
/// `void (asl_frame *, const char *name, asl_value)`.
constexpr const char *observeFunction = "aslc_observe";

} // namespace aslc::codegen
