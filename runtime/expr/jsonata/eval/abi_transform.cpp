// `|pattern|update, remove|`: values are immutable, so objects to change are remembered by address,
// in a copy in which each object has its own, and the tree is built again with what became of them.
#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/evaluation.h"

#include <algorithm>
#include <unordered_map>

using namespace asl;
using namespace asl::jsonata;

namespace {

/// A changed object. In a list in the heap, as errors leave without an end.
struct Change {
  const asl_object *object;
  Value now;
  Change *next;
};

Value deepCopy(Heap &heap, Value value) {
  switch (value.tag) {
  case ASL_ARRAY: {
    asl_array *copy = heap.rawArray(length(value));
    for (uint32_t i = 0; i < length(value); ++i) {
      Value one = item(value, i);
      copy->items[i] = isUndefined(one) ? null() : deepCopy(heap, one);
    }
    return heap.finish(copy);
  }
  case ASL_OBJECT: {
    asl_object *copy = heap.rawObject(value.object->keys, value.object->count);
    for (uint32_t i = 0; i < value.object->count; ++i)
      copy->values[i] = deepCopy(heap, value.object->values[i]);
    return heap.finish(copy);
  }
  case ASL_FUNCTION: // as the reference's copy by way of text has it
    return heap.string("");
  default:
    return value;
  }
}

} // namespace

struct asl_transform {
  Heap &heap;
  Value copy;
  static constexpr size_t slotCount = 256;
  Change *changes[slotCount] = {};
  bool changed = false;

  Change *&slot(const asl_object *object) {
    return changes[(reinterpret_cast<uintptr_t>(object) >> 4) % slotCount];
  }
  Change *find(const asl_object *object) {
    for (Change *at = slot(object); at; at = at->next)
      if (at->object == object)
        return at;
    return nullptr;
  }
  void change(const asl_object *object, Value now) {
    changed = true;
    if (Change *known = find(object)) {
      known->now = now;
      return;
    }
    slot(object) = new (heap.allocate(sizeof(Change))) Change{object, now, slot(object)};
  }
  Value latest(Value object) {
    Change *known = find(object.object);
    return known ? known->now : object;
  }

  /// `value` with all that was changed in it.
  Value rebuild(Value value) {
    if (isArray(value)) {
      asl_array *made = heap.rawArray(length(value));
      for (uint32_t i = 0; i < length(value); ++i)
        made->items[i] = rebuild(item(value, i));
      Value result = bounded(heap, heap.finish(made));
      result.flags = value.flags;
      return result;
    }
    if (!isObject(value))
      return value;
    Value now = latest(value);
    asl_object *made = heap.rawObject(now.object->keys, now.object->count);
    for (uint32_t i = 0; i < now.object->count; ++i)
      made->values[i] = rebuild(now.object->values[i]);
    return bounded(heap, heap.finish(made));
  }
};

asl_transform *asl_transform_begin(asl_heap *memory, asl_value value) {
  Heap &heap = Heap::of(memory);
  if (exceedsWalkLimit(value)) {
    Evaluation::of(heap).markExceeded();
    value = undefined();
  }
  return new (heap.allocate(sizeof(asl_transform))) asl_transform{heap, deepCopy(heap, value)};
}

asl_value asl_transform_copy(asl_transform *transform) { return transform->copy; }

asl_value asl_transform_current(asl_transform *transform, asl_value match) {
  // Each match is built again, so that matches within matches are counted as work.
  if (!Evaluation::of(transform->heap).countStep(match.size / 64))
    return match;
  // Never the object itself: an update that holds it would make it hold itself.
  return transform->rebuild(match);
}

asl_value asl_transform_update(asl_transform *transform, asl_value match, asl_value update) {
  if (isUndefined(update))
    return null();
  if (!isObject(update))
    return fail(transform->heap, "T2011", {.value = update});
  if (!isObject(match))
    return null();
  Members members(transform->heap);
  members.setAll(*transform->latest(match).object);
  members.setAll(*update.object);
  transform->change(match.object, members.finish());
  return null();
}

asl_value asl_transform_remove(asl_transform *transform, asl_value match, asl_value names) {
  if (isUndefined(names))
    return null();
  uint32_t count = isArray(names) ? length(names) : 1;
  auto name = [&](uint32_t i) { return isArray(names) ? item(names, i) : names; };
  for (uint32_t i = 0; i < count; ++i)
    if (!isString(name(i)))
      return fail(transform->heap, "T2012", {.value = names});
  if (!isObject(match))
    return null();
  Value now = transform->latest(match);
  Members members(transform->heap);
  for (uint32_t i = 0; i < now.object->count; ++i) {
    bool removed = false;
    for (uint32_t k = 0; k < count && !removed; ++k)
      removed = text(name(k)) == text(now.object->keys[i]);
    if (!removed)
      members.set(now.object->keys[i], now.object->values[i]);
  }
  transform->change(match.object, members.finish());
  return null();
}

asl_value asl_transform_end(asl_transform *transform) {
  return transform->changed ? transform->rebuild(transform->copy) : transform->copy;
}
