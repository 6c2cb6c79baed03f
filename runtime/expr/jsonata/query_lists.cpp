// The results of loops in generated code: steps, predicates, sorting, and streams of tuples.
#include "runtime/expr/jsonata/operators.h"
#include "runtime/expr/jsonata/sort.h"

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

/// Whether a item with keys `a` belongs behind one with keys `b`.
Value belongsBehind(Heap &heap, const Value *a, const Value *b, const uint8_t *descending,
                    uint32_t terms) {
  for (uint32_t i = 0; i < terms; ++i) {
    Value left = a[i], right = b[i];
    if (isUndefined(left)) {
      if (isUndefined(right))
        continue;
      return boolean(true);
    }
    if (isUndefined(right))
      return boolean(false);
    auto sortable = [](Value v) { return isString(v) || isNumber(v); };
    if (!sortable(left) || !sortable(right))
      return fail(heap, "T2008", {.value = sortable(left) ? right : left});
    if (isString(left) != isString(right))
      return fail(heap, "T2007", {.value = left, .value2 = right});
    double order =
        isString(left) ? compareText(text(left), text(right)) : toDouble(left) - toDouble(right);
    if (order == 0)
      continue;
    return boolean(descending[i] ? order < 0 : order > 0);
  }
  return boolean(false);
}

} // namespace

asl_value asl_list_end_sort(asl_list *keys, asl_heap *memory, asl_value input,
                            const uint8_t *descending, uint32_t terms) {
  Heap &heap = Heap::of(memory);
  if (!isArray(input) || length(input) <= 1)
    return input;
  List &all = growing(keys).list;
  List order(heap);
  for (uint32_t i = 0; i < length(input); ++i)
    order.push(integer(i));
  Value sorted = sortBy(heap, order.finish(), [&](Value a, Value b) {
    return belongsBehind(heap, &all[static_cast<uint32_t>(a.integer) * terms],
                         &all[static_cast<uint32_t>(b.integer) * terms], descending, terms);
  });
  if (isError(sorted))
    return sorted;
  List result(heap);
  for (uint32_t i = 0; i < length(sorted); ++i)
    result.push(item(input, static_cast<uint32_t>(item(sorted, i).integer)));
  return result.finish();
}

// ---- Tuples

asl_value asl_query_tuples(asl_heap *memory, asl_value input) {
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

asl_value asl_query_tuple_index(asl_heap *memory, asl_value input) {
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

asl_value asl_query_tuple_items(asl_heap *memory, asl_value input) {
  List items(Heap::of(memory));
  for (uint32_t i = 0; isArray(input) && i < length(input); ++i)
    items.push(item(item(input, i), 0));
  return items.finish(sequenceFlag);
}
