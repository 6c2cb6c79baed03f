// Calls an expression's function as an evaluation of its own, within the limits of evaluations.
#include "runtime/expr/expression.h"

#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/evaluation.h"

#include <vector>

namespace asl {

Value evaluate(const asl_expression &expression, Heap &heap, Value input, Value context,
               std::span<const Value> variables) {
  std::vector<Value> values{input, context};
  values.insert(values.end(), variables.begin(), variables.end());
  asl_heap *memory = &heap;
  asl_jsonata_begin(memory);
  asl_frame frame{};
  frame.heap = memory;
  Value result = expression.evaluate(&frame, values.data());
  auto &evaluation = jsonata::Evaluation::current();
  if (!isError(result))
    if (Value exceeded = jsonata::limitError(heap, result); isError(exceeded))
      result = exceeded;
  evaluation.end();
  return result;
}

} // namespace asl
