// Making objects and arrays, and setting a value inside a document (ResultPath).
#include "runtime/expr/missing.h"
#include "runtime/value/heap.h"
#include "runtime/value/json.h"

#include <cstring>
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

/// A copy of `object` whose member `index` is `value`; the keys are shared.
Value withMember(Heap &heap, const asl_object &object, uint32_t index, Value value) {
  asl_object *copy = heap.rawObject(object.keys, object.count);
  std::memcpy(copy->values, object.values, object.count * sizeof(Value));
  copy->values[index] = value;
  return heap.finish(copy);
}

/// A copy of `object` with one member more.
Value withNewMember(Heap &heap, const asl_object &object, const asl_string *key, Value value) {
  auto **keys =
      static_cast<const asl_string **>(heap.allocate((object.count + 1) * sizeof(void *)));
  std::copy_n(object.keys, object.count, keys);
  keys[object.count] = key;
  asl_object *copy = heap.rawObject(keys, object.count + 1);
  std::memcpy(copy->values, object.values, object.count * sizeof(Value));
  copy->values[object.count] = value;
  return heap.finish(copy);
}

/// `document` with `value` where `steps` lead; undefined where they cannot lead.
Value withValueAt(Heap &heap, Value document, const asl_set_step *steps, uint32_t count,
                  Value value) {
  if (count == 0)
    return value;
  if (steps->name == nullptr) {
    if (!isArray(document) || steps->index < 0 || steps->index >= document.array->count)
      return undefined();
    const asl_array &array = *document.array;
    Value inner = withValueAt(heap, array.items[steps->index], steps + 1, count - 1, value);
    if (isUndefined(inner))
      return inner;
    asl_array *copy = heap.rawArray(array.count);
    std::memcpy(copy->items, array.items, array.count * sizeof(Value));
    copy->items[steps->index] = inner;
    return heap.finish(copy);
  }
  if (!isObject(document))
    return undefined();
  const asl_object &object = *document.object;
  const Value *member = memberOf(document, steps->name);
  Value before = member != nullptr ? *member : heap.object({}, {});
  Value inner = withValueAt(heap, before, steps + 1, count - 1, value);
  if (isUndefined(inner))
    return inner;
  return member != nullptr
             ? withMember(heap, object, static_cast<uint32_t>(member - object.values), inner)
             : withNewMember(heap, object, steps->name, inner);
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_object_make(asl_heap *heap, const asl_string *const *keys, const asl_value *values,
                          uint32_t count) {
  asl_object *object = Heap::of(heap).rawObject(keys, count);
  std::memcpy(object->values, values, count * sizeof(Value));
  return Heap::of(heap).finish(object);
}

asl_value asl_array_make(asl_heap *heap, const asl_value *values, uint32_t count) {
  asl_array *array = Heap::of(heap).rawArray(count);
  std::memcpy(array->items, values, count * sizeof(Value));
  return Heap::of(heap).finish(array);
}

asl_value asl_set(asl_heap *heap, asl_value document, const asl_set_step *steps, uint32_t count,
                  asl_value value, const asl_string *path) {
  Value result = withValueAt(Heap::of(heap), document, steps, count, value);
  return isUndefined(result) ? pathMismatch(heap, document, path) : result;
}
