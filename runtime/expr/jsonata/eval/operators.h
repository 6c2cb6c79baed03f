// JSONata's operators on values.
#pragma once

#include "runtime/expr/jsonata/eval/core.h"

#include <span>

namespace asl::jsonata {

/// Raises T2001, T2002, D1001. Undefined where a side is.
Value arithmetic(Heap &heap, asl_arithmetic op, Value left, Value right);
/// Raises D1002.
Value negate(Heap &heap, Value value);
/// `=`: false where a side is undefined; the same for `!=`.
Value equality(Value left, Value right, bool negated);
/// `op` is an order. Raises T2009, T2010. Undefined where a side is.
Value comparison(Heap &heap, asl_comparison op, Value left, Value right);
Value concatenate(Heap &heap, Value left, Value right); ///< `&`; undefined is the empty text
/// A side of `&` as text; undefined stays so. Raises.
Value operandText(Heap &heap, Value value);
Value joinTexts(Heap &heap, std::span<const Value> texts); ///< what operandText gave, put together
Value range(Heap &heap, Value left, Value right);          ///< `..`; raises T2003, T2004, D2014
Value includes(Value left, Value right);                   ///< `in`

/// Checks a number for D1001; `d` gets it. False and `error` set when the value is not a finite
/// number.
bool finiteNumber(Heap &heap, Value value, double &d, Value &error);

/// The largest arrays that an expression may make; more is D2014 or D2015.
inline constexpr double maxRange = 1e7;

} // namespace asl::jsonata
