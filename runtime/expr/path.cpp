// The steps of definite paths: asl_member and its relatives. The hottest functions of the runtime.
#include "runtime/expr/missing.h"
#include "runtime/value/heap.h"

namespace asl {

const Value *memberOf(Value object, const asl_string *key) {
  const asl_object &members = *object.object;
  for (uint32_t i = 0; i < members.count; ++i)
    if (members.keys[i] == key)
      return &members.values[i];
  return nullptr;
}

namespace {

/// The result of an index on `value`, which is not an array.
Value noArray(asl_heap *heap, Value value, int64_t index, uint32_t step) {
  if (isUndefined(value))
    return value;
  if (value.tag == ASL_NULL)
    return missing(ASL_MISSING_NULL, step);
  return missingWithNote(heap, ASL_MISSING_INDEX_TYPE, step, index, value);
}

Value elementOf(asl_heap *heap, const asl_array &array, int64_t index, uint32_t step) {
  if (index < 0 || index >= array.count) [[unlikely]]
    return missingWithNote(heap, ASL_MISSING_INDEX, step, index, undefined());
  return array.items[index];
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_member(asl_value value, const asl_string *key, uint32_t step) {
  if (value.tag == ASL_OBJECT) [[likely]] {
    const Value *member = memberOf(value, key);
    return member != nullptr ? *member : missing(ASL_MISSING_NAME, step);
  }
  return isUndefined(value) ? value : missing(ASL_MISSING_TYPE, step);
}

asl_value asl_element(asl_heap *heap, asl_value value, int64_t index, uint32_t step) {
  if (value.tag == ASL_ARRAY) [[likely]]
    return elementOf(heap, *value.array, index, step);
  return noArray(heap, value, index, step);
}

asl_value asl_element_from_length(asl_heap *heap, asl_value value, int64_t minus, uint32_t step) {
  if (value.tag == ASL_ARRAY) [[likely]]
    return elementOf(heap, *value.array, value.array->count - minus, step);
  return noArray(heap, value, -minus, step);
}

asl_value asl_members(asl_heap *heap, asl_value value, const asl_string *const *names,
                      uint32_t count, uint32_t flags, uint32_t step) {
  if (value.tag != ASL_OBJECT)
    return isUndefined(value) ? value : missing(ASL_MISSING_TYPE, step);
  if ((flags & ASL_MEMBERS_LAST) == 0)
    return missing(ASL_MISSING_SEVERAL, step);
  if ((flags & ASL_MEMBERS_ALL) != 0)
    for (uint32_t i = 0; i < count; ++i)
      if (memberOf(value, names[i]) == nullptr)
        return missing(ASL_MISSING_NAME, step);
  return selectMembers(heap, value, names, count);
}

asl_value asl::selectMembers(asl_heap *heap, Value object, const asl_string *const *names,
                             uint32_t count) {
  auto **keys = static_cast<const asl_string **>(Heap::of(heap).allocate(count * sizeof(void *)));
  auto *values = static_cast<Value *>(Heap::of(heap).allocate(count * sizeof(Value)));
  size_t found = 0;
  for (uint32_t i = 0; i < count; ++i) {
    const Value *member = memberOf(object, names[i]);
    if (member == nullptr || std::find(keys, keys + found, names[i]) != keys + found)
      continue;
    keys[found] = names[i];
    values[found++] = *member;
  }
  return Heap::of(heap).object({keys, found}, {values, found});
}
