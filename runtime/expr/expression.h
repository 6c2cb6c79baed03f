// Evaluating one expression of a module by itself.
#pragma once

#include "runtime/value/heap.h"

#include <span>

namespace asl {

/// The value of `expression` for `input`, the context object `context` and a value for each of its
/// variables, in their order; undefined where there is none. All values are in `heap`, which has
/// the symbols of the expression's module. The result is in `heap` too: a value, undefined, a
/// function, or an ASL_ERROR. The error of JSONata has its code as name, and what it is about as
/// detail. The limits of evaluations hold. Does not suspend.
Value evaluate(const asl_expression &expression, Heap &heap, Value input, Value context,
               std::span<const Value> variables);

} // namespace asl
