// Dates of JSONata's library.
#include "runtime/expr/jsonata/datetime/date_time.h"
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/library.h"

namespace asl::jsonata::library {

namespace {

std::optional<std::string_view> optionalText(Value value) {
  return isString(value) ? std::optional(text(value)) : std::nullopt;
}

Value formatted(Heap &heap, double millis, Value picture, Value timezone) {
  auto result = jsonata::fromMillis(millis, optionalText(picture), optionalText(timezone));
  if (result.value)
    return heap.string(*result.value);
  return result.code ? fail(heap, result.code, {.value = heap.string(result.about)}) : undefined();
}

} // namespace

Value millis_(const Call &call) { return integer(Evaluation::of(call.heap).nowMillis()); }

Value now_(const Call &call) {
  return formatted(call.heap, static_cast<double>(Evaluation::of(call.heap).nowMillis()), call[0],
                   call[1]);
}

Value fromMillis_(const Call &call) {
  return isUndefined(call[0]) ? undefined()
                              : formatted(call.heap, toDouble(call[0]), call[1], call[2]);
}

Value toMillis_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  auto result = jsonata::toMillis(text(call[0]), optionalText(call[1]),
                                  Evaluation::of(call.heap).nowMillis());
  if (result.value)
    return fromDouble(*result.value);
  return result.code ? fail(call.heap, result.code, {.value = call.heap.string(result.about)})
                     : undefined();
}

} // namespace asl::jsonata::library
