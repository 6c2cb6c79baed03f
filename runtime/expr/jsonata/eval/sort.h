// Sorting by a comparison that may fail.
#pragma once

#include "runtime/expr/jsonata/eval/core.h"

namespace asl::jsonata {

/// Whether the reference implementation counts the answer of a comparison as true: unlike for
/// `$boolean`, every array, object and function does.
inline bool isTruthyForSort(Value answer) {
  return isArray(answer) || isObject(answer) || isFunction(answer) || truthy(answer);
}

/// A stable merge sort of the items of `array`. `swaps(a, b)` is true when a belongs after b, or
/// an ASL_ERROR, which ends the sort. The result is a plain array.
template <typename Swaps> Value sortBy(Heap &heap, Value array, Swaps swaps) {
  uint32_t count = length(array);
  std::vector<Value> from(count), to(count);
  for (uint32_t i = 0; i < count; ++i)
    from[i] = item(array, i);
  // The same halves as the reference, so that an inconsistent comparison gives the same result:
  // recursively.
  Value error = undefined();
  auto merge = [&](auto &self, uint32_t begin, uint32_t end) -> bool {
    if (end - begin <= 1)
      return true;
    uint32_t middle = begin + (end - begin) / 2;
    if (!self(self, begin, middle) || !self(self, middle, end))
      return false;
    uint32_t left = begin, right = middle, out = begin;
    while (left < middle && right < end) {
      Value swap = swaps(from[left], from[right]);
      if (isError(swap)) {
        error = swap;
        return false;
      }
      to[out++] = isTruthyForSort(swap) ? from[right++] : from[left++];
    }
    while (left < middle)
      to[out++] = from[left++];
    while (right < end)
      to[out++] = from[right++];
    for (uint32_t i = begin; i < end; ++i)
      from[i] = to[i];
    return true;
  };
  if (!merge(merge, 0, count))
    return error;
  List list(heap);
  list.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    list.push(from[i]);
  return list.finish();
}

} // namespace asl::jsonata
