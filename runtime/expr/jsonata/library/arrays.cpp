// Array functions of JSONata's library, with Step Functions' $partition and $range.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/eval/sort.h"
#include "runtime/expr/jsonata/library/library.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace asl::jsonata::library {

Value append_(const Call &call) { return jsonata::append(call.heap, call[0], call[1]); }

Value reverse_(const Call &call) {
  if (isUndefined(call[0]) || jsonata::length(call[0]) <= 1)
    return call[0];
  uint32_t count = jsonata::length(call[0]);
  List list(call.heap);
  list.reserve(count);
  for (uint32_t i = count; i-- > 0;)
    list.push(item(call[0], i));
  return list.finish();
}

Value shuffle_(const Call &call) {
  if (isUndefined(call[0]) || jsonata::length(call[0]) <= 1)
    return call[0];
  List list(call.heap);
  list.pushAll(call[0]);
  if (list.size() == 0)
    return outOfMemory(call.heap);
  for (uint32_t i = list.size() - 1; i > 0; --i)
    std::swap(list[i], list[static_cast<uint32_t>(call.heap.randomUnit() * (i + 1))]);
  return list.finish();
}

namespace {

/// A hash under which equal values are equal: numbers by value, objects without regard to order.
size_t hashOf(Value value) {
  auto mix = [](size_t a, size_t b) { return (a ^ b) * 0x9E3779B97F4A7C15ull + (a >> 7); };
  switch (value.tag) {
  case ASL_INTEGER:
  case ASL_DOUBLE:
  case ASL_DECIMAL:
    return std::hash<double>()(toDouble(value));
  case ASL_STRING:
    return std::hash<std::string_view>()(text(value));
  case ASL_ARRAY: {
    size_t hash = 17;
    for (uint32_t i = 0; i < jsonata::length(value); ++i)
      hash = mix(hash, hashOf(item(value, i)));
    return hash;
  }
  case ASL_OBJECT: {
    size_t hash = value.object->count;
    for (uint32_t i = 0; i < value.object->count; ++i)
      hash += mix(std::hash<std::string_view>()(text(value.object->keys[i])),
                  hashOf(value.object->values[i]));
    return hash;
  }
  default:
    return value.tag;
  }
}

} // namespace

Value distinct_(const Call &call) {
  Value array = call[0];
  if (!isArray(array) || jsonata::length(array) <= 1)
    return array;
  if (!Evaluation::of(call.heap).countStep(jsonata::length(array)))
    return outOfSteps(call.heap);
  std::unordered_multimap<size_t, uint32_t> seen;
  List list(call.heap);
  for (uint32_t i = 0; i < jsonata::length(array); ++i) {
    Value one = item(array, i);
    size_t hash = hashOf(one);
    auto [from, to] = seen.equal_range(hash);
    if (std::any_of(from, to,
                    [&](const auto &entry) { return deepEqual(list[entry.second], one); }))
      continue;
    seen.emplace(hash, list.size());
    list.push(one);
  }
  return list.finish(isSequence(array) ? sequenceFlag : 0);
}

Value zip_(const Call &call) {
  uint32_t shortest = UINT32_MAX;
  for (uint32_t i = 0; i < call.count; ++i)
    shortest = std::min(shortest, isArray(call[i]) ? jsonata::length(call[i]) : 0);
  List list(call.heap);
  for (uint32_t i = 0; call.count && i < shortest; ++i) {
    List tuple(call.heap);
    for (uint32_t j = 0; j < call.count; ++j)
      tuple.push(item(call[j], i));
    list.push(tuple.finish());
  }
  return list.finish();
}

Value sort_(const Call &call) {
  Value array = call[0];
  if (isUndefined(array) || jsonata::length(array) <= 1)
    return array;
  if (isFunction(call[1]))
    return sortBy(call.heap, array, [&](Value a, Value b) {
      Value pair[] = {a, b};
      return apply(call.heap, call[1], pair, 2);
    });
  bool numbers = true, strings = true;
  for (uint32_t i = 0; i < jsonata::length(array); ++i) {
    numbers = numbers && isNumber(item(array, i));
    strings = strings && isString(item(array, i));
  }
  if (!numbers && !strings)
    return fail(call.heap, "D3070", {.index = 1});
  List list(call.heap);
  list.pushAll(array);
  if (list.size() == 0)
    return outOfMemory(call.heap);
  if (!Evaluation::of(call.heap).countSort(list.size()))
    return outOfSteps(call.heap);
  std::sort(&list[0], &list[0] + list.size(), [&](const Value &a, const Value &b) {
    return numbers ? toDouble(a) < toDouble(b) : compareText(text(a), text(b)) < 0;
  });
  return list.finish();
}

Value partition_(const Call &call) {
  if (isUndefined(call[0]) || isUndefined(call[1]))
    return undefined();
  double size = std::trunc(toDouble(call[1]));
  uint32_t count = jsonata::length(call[0]);
  if (size == 0 || std::isnan(size) || count == 0)
    return undefined();
  if (size < 0)
    return fail(call.heap, "D3137",
                {.value = call[1], .message = "The partition size must not be negative"});
  auto step = static_cast<uint32_t>(std::min(size, 4e9));
  List list(call.heap);
  for (uint32_t from = 0; from < count; from += std::min(step, count - from)) {
    List part(call.heap);
    for (uint32_t i = from; i < count && i - from < step; ++i)
      part.push(item(call[0], i));
    list.push(part.finish());
  }
  return list.finish();
}

Value range_(const Call &call) {
  if (isUndefined(call[0]) || isUndefined(call[1]) || isUndefined(call[2]))
    return undefined();
  double first = std::trunc(toDouble(call[0])), last = std::trunc(toDouble(call[1]));
  double step = std::trunc(toDouble(call[2]));
  if (!(step > 0 ? first <= last : step < 0 && first >= last)) // also when one is not a number
    return undefined();
  double count = std::floor((last - first) / step) + 1;
  // More items than that end the evaluation in the service, and so does counting in 64-bit integers
  // that passes their end.
  constexpr double maxItems = 360145;
  if (!(count <= maxItems) || std::fabs(last + step) >= 0x1p63)
    return outOfMemory(call.heap);
  List list(call.heap);
  list.reserve(static_cast<uint32_t>(count));
  for (double i = 0; i < count; ++i)
    list.push(fromDouble(first + i * step));
  return list.finish(sequenceFlag);
}

} // namespace asl::jsonata::library
