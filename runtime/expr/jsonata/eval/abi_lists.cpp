// The results of loops in generated code: steps, predicates, sorting, and streams of tuples.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/eval/operators.h"
#include "runtime/expr/jsonata/eval/sort.h"

#include <algorithm>
#include <cmath>
#include <new>

using namespace asl;
using namespace asl::jsonata;

namespace {

/// What lies in an asl_list. Nothing of it needs an end: errors leave loops without one.
struct Growing {
  explicit Growing(Heap &heap) : list(heap) {}
  List list;
  uint32_t results = 0;     ///< of a step: how many are not undefined
  Value only = undefined(); ///< of a step: the first of them
};
static_assert(sizeof(Growing) <= sizeof(asl_list) && std::is_trivially_destructible_v<Growing>);

Growing &growing(asl_list *list) { return *std::launder(reinterpret_cast<Growing *>(list)); }

} // namespace

void asl_list_begin(asl_list *list, asl_heap *heap) { new (list) Growing(Heap::of(heap)); }
void asl_list_add(asl_list *list, asl_value value) { growing(list).list.push(value); }
asl_value asl_list_end(asl_list *list) { return growing(list).list.finish(sequenceFlag); }

void asl_list_add_step(asl_list *list, asl_value value) {
  if (isUndefined(value))
    return;
  Growing &all = growing(list);
  if (all.results++ == 0)
    all.only = value;
  if (isArray(value) && (value.flags & consFlag))
    all.list.push(value);
  else
    all.list.pushAll(value);
}

asl_value asl_list_end_step(asl_list *list, uint32_t last) {
  Growing &all = growing(list);
  if (last && all.results == 1 && isArray(all.only) && !isSequence(all.only))
    return all.only;
  return all.list.finish(sequenceFlag);
}

// ---- Predicates

namespace {

/// Numbers only, as a predicate takes them for indexes. ASL_ERROR for one that is not finite.
Value areIndexes(Heap &heap, Value array) {
  for (uint32_t i = 0; i < length(array); ++i) {
    double d;
    Value error = undefined();
    if (!finiteNumber(heap, item(array, i), d, error))
      return isError(error) ? error : boolean(false);
  }
  return boolean(true);
}

bool isIndex(Value number, uint32_t index, uint32_t count) {
  double at = std::floor(toDouble(number));
  return (at < 0 ? at + count : at) == index;
}

} // namespace

asl_value asl_list_add_selected(asl_list *list, asl_heap *memory, asl_value one, asl_value selects,
                                uint32_t index, uint32_t count) {
  Heap &heap = Heap::of(memory);
  List &found = growing(list).list;
  if (isNumber(selects)) {
    double d;
    Value error = undefined();
    if (!finiteNumber(heap, selects, d, error) && isError(error))
      return error;
    if (isIndex(selects, index, count))
      found.push(one);
    return null();
  }
  if (isArray(selects)) {
    Value indexes = areIndexes(heap, selects);
    if (isError(indexes))
      return indexes;
    if (indexes.tag == ASL_TRUE) {
      for (uint32_t i = 0; i < length(selects); ++i)
        if (isIndex(item(selects, i), index, count))
          found.push(one);
      return null();
    }
  }
  if (truthy(selects))
    found.push(one);
  return null();
}

// ---- Sorting

namespace {

/// What an item is sorted by, for one term.
struct SortKey {
  Value value;
  double number;
};

bool isSortable(Value key) { return isString(key) || isNumber(key); }

/// How items with these keys are ordered by one term: positive when the first comes after the
/// second. Undefined ones come last, whichever way the term goes.
double compareKeys(const SortKey &a, const SortKey &b, bool descending) {
  if (isUndefined(a.value) || isUndefined(b.value))
    return isUndefined(a.value) - isUndefined(b.value);
  double order =
      isString(a.value) ? compareText(text(a.value), text(b.value)) : a.number - b.number;
  return descending ? -order : order;
}

/// The first pair of keys that the reference would stumble over, as an error; else ASL_NULL.
Value checkKeys(Heap &heap, const SortKey *a, const SortKey *b, uint32_t terms) {
  for (uint32_t i = 0; i < terms; ++i) {
    Value left = a[i].value, right = b[i].value;
    if (isError(left) || isError(right))
      return isError(left) ? left : right;
    if (isUndefined(left) || isUndefined(right)) {
      if (isUndefined(left) && isUndefined(right))
        continue;
      break;
    }
    if (!isSortable(left) || !isSortable(right))
      return fail(heap, "T2008", {.value = isSortable(left) ? right : left});
    if (isString(left) != isString(right))
      return fail(heap, "T2007", {.value = left, .value2 = right});
    if (compareKeys(a[i], b[i], false) != 0)
      break;
  }
  return null();
}

/// Whether all keys of each term are of one kind, so that no comparison can fail.
bool areUniform(const SortKey *keys, uint32_t count, uint32_t terms) {
  for (uint32_t term = 0; term < terms; ++term) {
    bool numbers = true, texts = true;
    for (uint32_t i = 0; i < count; ++i) {
      const SortKey &key = keys[i * terms + term];
      if (isUndefined(key.value))
        continue;
      numbers = numbers && isNumber(key.value) && std::isfinite(key.number);
      texts = texts && isString(key.value);
    }
    if (!numbers && !texts)
      return false;
  }
  return true;
}

} // namespace

asl_value asl_list_end_sort(asl_list *list, asl_heap *memory, asl_value input,
                            const uint8_t *descending, uint32_t terms) {
  Heap &heap = Heap::of(memory);
  if (!isArray(input))
    return input;
  if (length(input) <= 1) { // what came here is a sequence, whatever it was made from
    input.flags |= sequenceFlag;
    return input;
  }
  List &given = growing(list).list;
  uint32_t count = length(input);
  auto *keys = static_cast<SortKey *>(heap.allocate(sizeof(SortKey) * given.size()));
  for (uint32_t i = 0; i < given.size(); ++i)
    keys[i] = {given[i], isNumber(given[i]) ? toDouble(given[i]) : 0};
  // Numbers of items; each knows its keys.
  List order(heap);
  order.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    order.push({i, 0, 0, 0, {0}});
  if (given.size() != size_t(count) * terms || order.size() != count)
    return outOfMemory(heap);
  auto keysOf = [&](Value number) { return keys + size_t(number.size) * terms; };
  auto compare = [&](Value a, Value b) {
    double found = 0;
    for (uint32_t i = 0; i < terms && found == 0; ++i)
      found = compareKeys(keysOf(a)[i], keysOf(b)[i], descending[i]);
    return found;
  };
  if (areUniform(keys, count, terms)) {
    if (!Evaluation::of(heap).countSort(count))
      return outOfSteps(heap);
    std::sort(&order[0], &order[0] + count, [&](const Value &a, const Value &b) {
      double found = compare(a, b);
      return found != 0 ? found < 0 : a.size < b.size; // as they were, where they are equal
    });
  } else {
    Value sorted = sortBy(heap, order.finish(), [&](Value a, Value b) {
      Value checked = checkKeys(heap, keysOf(a), keysOf(b), terms);
      return isError(checked) ? checked : boolean(compare(a, b) > 0);
    });
    if (isError(sorted))
      return sorted;
    if (length(sorted) != count)
      return outOfMemory(heap);
    for (uint32_t i = 0; i < count; ++i)
      order[i] = item(sorted, i);
  }
  List result(heap);
  result.reserve(count);
  for (uint32_t i = 0; i < count; ++i)
    result.push(item(input, order[i].size));
  return result.finish();
}

// ---- Tuples

asl_value asl_jsonata_tuples(asl_heap *memory, asl_value input) {
  Heap &heap = Heap::of(memory);
  List tuples(heap);
  auto add = [&](Value one) {
    List tuple(heap);
    tuple.push(one);
    tuples.push(tuple.finish(consFlag));
  };
  if (isArray(input))
    for (uint32_t i = 0; i < length(input); ++i)
      add(item(input, i));
  else
    add(input);
  return tuples.finish(sequenceFlag);
}

void asl_list_add_tuples(asl_list *list, asl_heap *memory, asl_value tuple, asl_value value,
                         uint32_t flags, uint32_t nested) {
  if (isUndefined(value))
    return;
  Heap &heap = Heap::of(memory);
  uint32_t count = isArray(value) ? length(value) : 1;
  for (uint32_t i = 0; i < count; ++i) {
    Value one = isArray(value) ? item(value, i) : value;
    List made(heap);
    made.pushAll(tuple);
    if (nested) {
      made[0] = item(one, 0);
      for (uint32_t k = 1; k < nested; ++k)
        made.push(item(one, k));
    } else {
      Value former = made[0];
      if (flags & ASL_TUPLE_FOCUS)
        made.push(one);
      else
        made[0] = one;
      if (flags & ASL_TUPLE_INDEX)
        made.push(integer(i));
      if (flags & ASL_TUPLE_ANCESTOR)
        made.push(former);
    }
    growing(list).list.push(made.finish(consFlag));
  }
}

asl_value asl_jsonata_tuple_index(asl_heap *memory, asl_value input) {
  Heap &heap = Heap::of(memory);
  List tuples(heap);
  for (uint32_t i = 0; isArray(input) && i < length(input); ++i) {
    List tuple(heap);
    tuple.pushAll(item(input, i));
    tuple.push(integer(i));
    tuples.push(tuple.finish(consFlag));
  }
  return tuples.finish(sequenceFlag);
}

asl_value asl_jsonata_grouped_tuples(asl_heap *memory, asl_value tuples, asl_value before,
                                     uint32_t width) {
  if (!isUndefined(before) && !(isArray(before) && length(before) == 0))
    return tuples;
  Heap &heap = Heap::of(memory);
  List tuple(heap), one(heap);
  for (uint32_t i = 0; i < width; ++i)
    tuple.push(undefined());
  one.push(tuple.finish(consFlag));
  return one.finish(sequenceFlag);
}

asl_value asl_jsonata_tuple_items(asl_heap *memory, asl_value input) {
  List items(Heap::of(memory));
  for (uint32_t i = 0; isArray(input) && i < length(input); ++i)
    items.push(item(item(input, i), 0));
  return items.finish(sequenceFlag);
}
