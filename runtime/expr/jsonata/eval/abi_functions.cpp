// Functions as values, as generated code makes and calls them.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/library.h"
#include "runtime/expr/jsonata/library/regex.h"
#include "runtime/expr/regex.h"

#include <algorithm>

using namespace asl;
using namespace asl::jsonata;

namespace {

Value *copyOf(Heap &heap, const Value *values, uint32_t count) {
  auto *copy = static_cast<Value *>(heap.allocate(sizeof(Value) * std::max(count, 1u)));
  std::copy_n(values, count, copy);
  return copy;
}

template <typename T> T *make(Heap &heap, const T &value) {
  return new (heap.allocate(sizeof(T))) T(value);
}

Value named(Heap &heap, Value result, const asl_string *name) {
  return name && isError(result) ? withToken(heap, result, text(name)) : result;
}

} // namespace

asl_value asl_jsonata_lambda(asl_heap *memory, const asl_function *form, asl_frame *frame,
                             const asl_value *captures, uint32_t count) {
  Heap &heap = Heap::of(memory);
  Function *lambda = make(heap, *form);
  lambda->frame = frame;
  lambda->captures = count ? copyOf(heap, captures, count) : nullptr;
  return functionValue(lambda);
}

asl_value asl_jsonata_function(uint32_t index) {
  return functionValue(&asFunction(libraryEntry(index)));
}

asl_value asl_jsonata_regex(asl_heap *memory, const asl_regex *regex) {
  Function matcher{};
  matcher.code = matchText;
  matcher.arity = 1;
  matcher.data = regex->compiled;
  return functionValue(make(Heap::of(memory), matcher));
}

asl_value asl_jsonata_library(asl_heap *heap, uint32_t index, asl_value context,
                              const asl_value *arguments, uint32_t count) {
  return callLibrary(Heap::of(heap), libraryEntry(index), context, arguments, count);
}

asl_value asl_jsonata_apply(asl_heap *memory, asl_value callee, asl_value context,
                            const asl_value *arguments, uint32_t count, const asl_string *name) {
  Heap &heap = Heap::of(memory);
  return named(heap, apply(heap, callee, arguments, count, context), name);
}

asl_value asl_jsonata_tail(asl_heap *memory, asl_value callee, const asl_value *arguments,
                           uint32_t count, const asl_string *name) {
  Heap &heap = Heap::of(memory);
  Evaluation &evaluation = Evaluation::of(heap);
  evaluation.callee = callee;
  evaluation.arguments = copyOf(heap, arguments, count);
  evaluation.count = count;
  evaluation.name = name;
  return {0, ASL_TAIL_CALL, 0, 0, {0}};
}

asl_value asl_jsonata_calls(asl_heap *memory, asl_value items) {
  Heap &heap = Heap::of(memory);
  Evaluation &evaluation = Evaluation::of(heap);
  if (evaluation.outOfMemory(heap))
    return outOfMemory(heap);
  if (evaluation.countStep(isArray(items) ? length(items) : 1))
    return null();
  return outOfSteps(heap);
}

asl_value asl_jsonata_named(asl_heap *heap, asl_value error, const asl_string *name) {
  return withToken(Heap::of(heap), error, text(name));
}

// ---- Partial application

namespace {

/// What a partially applied function was given: all its parameters, those still open undefined.
struct Given {
  const Function *callee;
  const Value *values;
  const uint8_t *open;
};

Value runPartial(asl_heap *memory, const Function *self, Value, const Value *arguments,
                 uint32_t count) {
  Heap &heap = Heap::of(memory);
  const auto &given = *static_cast<const Given *>(self->data);
  uint32_t arity = given.callee->arity, next = 0;
  Value *all = copyOf(heap, given.values, arity);
  for (uint32_t i = 0; i < arity; ++i)
    if (given.open[i])
      all[i] = next < count ? arguments[next++] : undefined();
  if (given.callee->is_lambda || !given.callee->signature)
    return given.callee->code(memory, given.callee, undefined(), all, arity);
  // A function of the library. The reference checks no types here, and goes by what JavaScript
  // makes of them.
  return callLibrary(heap, *static_cast<const LibraryFunction *>(given.callee->data), undefined(),
                     all, arity);
}

} // namespace

asl_value asl_jsonata_partial(asl_heap *memory, asl_value callee, const asl_value *arguments,
                              const uint8_t *open, uint32_t count, const asl_string *name) {
  Heap &heap = Heap::of(memory);
  if (!isFunction(callee))
    return named(heap, fail(heap, "T1008"), name);
  const Function &called = function(callee);
  auto *values = static_cast<Value *>(heap.allocate(sizeof(Value) * (called.arity + 1)));
  auto *isOpen = static_cast<uint8_t *>(heap.allocate(called.arity + 1));
  Function partial{};
  for (uint32_t i = 0; i < called.arity; ++i) {
    values[i] = i < count ? arguments[i] : undefined();
    isOpen[i] = i < count && open[i];
    partial.arity += isOpen[i];
  }
  partial.code = runPartial;
  partial.data = make(heap, Given{&called, values, isOpen});
  return functionValue(make(heap, partial));
}

// ---- ~>

namespace {

struct Chain {
  Value first, second;
};

Value runChain(asl_heap *memory, const Function *self, Value, const Value *arguments,
               uint32_t count) {
  Heap &heap = Heap::of(memory);
  const auto &chain = *static_cast<const Chain *>(self->data);
  Value argument = count ? arguments[0] : undefined();
  // The reference composes by a lambda of two parameters, whose names its errors show.
  Value result = normalize(apply(heap, chain.first, &argument, 1));
  if (isError(result))
    return withToken(heap, result, "f");
  return withToken(heap, normalize(apply(heap, chain.second, &result, 1)), "g");
}

} // namespace

asl_value asl_jsonata_pipe(asl_heap *memory, asl_value left, asl_value right) {
  Heap &heap = Heap::of(memory);
  if (!isFunction(right))
    return fail(heap, "T2006", {.value = right});
  if (!isFunction(left))
    return apply(heap, right, &left, 1);
  Function chained{};
  chained.code = runChain;
  chained.arity = 1;
  chained.data = make(heap, Chain{left, right});
  return functionValue(make(heap, chained));
}
