// Making objects and arrays, and setting a value inside a document (ResultPath).
#include "runtime/expr/missing.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <limits>
#include <string>

namespace asl {
namespace {

Value pathMismatch(asl_heap *heap, Value document, const asl_string *path) {
  return Heap::of(heap).error("States.ResultPathMatchFailure",
                              "Unable to apply step \"" + std::string(text(path)) + "\" to input " +
                                  json::write(document),
                              true, false);
}

/// `document`, an object or array, as `copy`, in which one part was `before` and is `after`. Size
/// and depth follow from that; where they do not, they are taken from all parts anew.
template <class Container>
Value withSize(Heap &heap, Value document, Container *copy, Value before, Value after) {
  constexpr uint32_t kUnknown = std::numeric_limits<uint32_t>::max();
  uint64_t size = uint64_t(document.size) - before.size + after.size;
  bool losesDeepest = depthOf(before) + 1 == document.depth && depthOf(after) < depthOf(before);
  bool isDeeper = depthOf(after) >= document.depth;
  if (document.size == kUnknown || size >= kUnknown || losesDeepest || isDeeper)
    return heap.finish(copy);
  document.size = static_cast<uint32_t>(size);
  document.bits = reinterpret_cast<uintptr_t>(copy);
  return document;
}

/// A copy of the object `document` whose member `index` is `value`; the keys are shared.
Value withMember(Heap &heap, Value document, uint32_t index, Value value) {
  const asl_object &object = *document.object;
  asl_object *copy = heap.rawObject(object.keys, object.count);
  std::copy_n(object.values, object.count, copy->values);
  copy->values[index] = value;
  return withSize(heap, document, copy, object.values[index], value);
}

/// A copy of the object `document` with one member more.
Value withNewMember(Heap &heap, Value document, const asl_string *key, Value value) {
  const asl_object &object = *document.object;
  auto **keys =
      static_cast<const asl_string **>(heap.allocate((object.count + 1) * sizeof(void *)));
  std::copy_n(object.keys, object.count, keys);
  keys[object.count] = key;
  asl_object *copy = heap.rawObject(keys, object.count + 1);
  std::copy_n(object.values, object.count, copy->values);
  copy->values[object.count] = value;
  Value added = value; // `"key":value`, and a comma unless it is the first
  added.size = key->size + 1 + value.size + (object.count > 0);
  return withSize(heap, document, copy, Value{0, 0, 0, 0, {0}}, added);
}

Value withElement(Heap &heap, Value document, int64_t index, Value value) {
  const asl_array &array = *document.array;
  asl_array *copy = heap.rawArray(array.count);
  std::copy_n(array.items, array.count, copy->items);
  copy->items[index] = value;
  return withSize(heap, document, copy, array.items[index], value);
}

/// `document` with `value` where `steps` lead; undefined where they cannot lead.
Value withValueAt(Heap &heap, Value document, const asl_set_step *steps, uint32_t count,
                  Value value) {
  if (count == 0)
    return value;
  if (steps->name == nullptr) {
    if (!isArray(document) || steps->index < 0 || steps->index >= document.array->count)
      return undefined();
    Value inner =
        withValueAt(heap, document.array->items[steps->index], steps + 1, count - 1, value);
    return isUndefined(inner) ? inner : withElement(heap, document, steps->index, inner);
  }
  if (!isObject(document))
    return undefined();
  const Value *member = memberOf(document, steps->name);
  Value before = member != nullptr ? *member : heap.object({}, {});
  Value inner = withValueAt(heap, before, steps + 1, count - 1, value);
  if (isUndefined(inner))
    return inner;
  return member != nullptr
             ? withMember(heap, document, static_cast<uint32_t>(member - document.object->values),
                          inner)
             : withNewMember(heap, document, steps->name, inner);
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_object_make(asl_heap *heap, const asl_string *const *keys, const asl_value *values,
                          uint32_t count) {
  asl_object *object = Heap::of(heap).rawObject(keys, count);
  std::copy_n(values, count, object->values);
  return Heap::of(heap).finish(object);
}

asl_value asl_array_make(asl_heap *heap, const asl_value *values, uint32_t count) {
  asl_array *array = Heap::of(heap).rawArray(count);
  std::copy_n(values, count, array->items);
  return Heap::of(heap).finish(array);
}

asl_value asl_set(asl_heap *heap, asl_value document, const asl_set_step *steps, uint32_t count,
                  asl_value value, const asl_string *path) {
  Value result = withValueAt(Heap::of(heap), document, steps, count, value);
  return isUndefined(result) ? pathMismatch(heap, document, path) : result;
}
