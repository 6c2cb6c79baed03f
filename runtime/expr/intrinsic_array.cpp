// States.Array and the functions on arrays.
#include "runtime/expr/intrinsic.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <unordered_set>

namespace asl {
namespace {

constexpr uint64_t kLongestRange = 1000;

Value notAnArray(asl_heap *heap, std::string_view function) {
  return intrinsicFailure(heap, function, "The first argument must be an array.");
}

uint64_t hashText(std::string_view text) { return std::hash<std::string_view>{}(text); }

/// Equal values (asl::equals) have equal hashes: numbers by value, objects whatever the order of
/// members.
uint64_t hashOf(Value value) {
  switch (value.tag) {
  case ASL_INTEGER:
  case ASL_DOUBLE:
  case ASL_DECIMAL:
    return std::hash<double>{}(toDouble(value) + 0.0);
  case ASL_STRING:
    return hashText(text(value));
  case ASL_ARRAY: {
    uint64_t hash = 0x9E3779B97F4A7C15ull;
    for (uint32_t i = 0; i < value.array->count; ++i)
      hash = hash * 31 + hashOf(value.array->items[i]);
    return hash;
  }
  case ASL_OBJECT: {
    uint64_t hash = 0xC2B2AE3D27D4EB4Full;
    for (uint32_t i = 0; i < value.object->count; ++i)
      hash += hashText(text(value.object->keys[i])) * 31 ^ hashOf(value.object->values[i]);
    return hash;
  }
  default:
    return value.tag;
  }
}

struct HashValue {
  size_t operator()(Value value) const { return hashOf(value); }
};
struct EqualValues {
  bool operator()(Value a, Value b) const { return equals(a, b); }
};

Value slice(Heap &heap, const asl_array &array, uint32_t from, uint32_t count) {
  asl_array *part = heap.rawArray(count);
  std::memcpy(part->items, array.items + from, count * sizeof(Value));
  return heap.finish(part);
}

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_intrinsic_array(asl_heap *heap, const asl_value *arguments, uint32_t count) {
  return asl_array_make(heap, arguments, count);
}

asl_value asl_intrinsic_array_partition(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isArray(arguments[0]))
    return notAnArray(heap, "ArrayPartition");
  std::optional<int64_t> size = roundedInteger(arguments[1]);
  if (!size || *size <= 0)
    return intrinsicFailure(heap, "ArrayPartition", "The chunk size must be a positive number.");
  const asl_array &array = *arguments[0].array;
  auto chunk = static_cast<uint32_t>(std::min<int64_t>(*size, std::max(array.count, 1u)));
  uint32_t chunks = (array.count + chunk - 1) / chunk;
  asl_array *parts = Heap::of(heap).rawArray(chunks);
  for (uint32_t i = 0; i < chunks; ++i)
    parts->items[i] =
        slice(Heap::of(heap), array, i * chunk, std::min(chunk, array.count - i * chunk));
  return Heap::of(heap).finish(parts);
}

asl_value asl_intrinsic_array_contains(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isArray(arguments[0]))
    return notAnArray(heap, "ArrayContains");
  const asl_array &array = *arguments[0].array;
  for (uint32_t i = 0; i < array.count; ++i)
    if (equals(array.items[i], arguments[1]))
      return boolean(true);
  return boolean(false);
}

asl_value asl_intrinsic_array_range(asl_heap *heap, const asl_value *arguments, uint32_t) {
  std::optional<int64_t> first = roundedInteger(arguments[0]);
  std::optional<int64_t> last = roundedInteger(arguments[1]);
  std::optional<int64_t> step = roundedInteger(arguments[2]);
  if (!first || !last || !step)
    return intrinsicFailure(heap, "ArrayRange", "All arguments must be numbers.");
  if (*step == 0)
    return intrinsicFailure(heap, "ArrayRange", "The step must not be 0.");
  bool empty = *step > 0 ? *first > *last : *first < *last;
  // Unsigned arithmetic: a distance between two 64-bit numbers may need the 64th bit.
  uint64_t distance = *step > 0 ? static_cast<uint64_t>(*last) - static_cast<uint64_t>(*first)
                                : static_cast<uint64_t>(*first) - static_cast<uint64_t>(*last);
  uint64_t stride = *step > 0 ? static_cast<uint64_t>(*step) : 0 - static_cast<uint64_t>(*step);
  uint64_t before = empty ? 0 : distance / stride; // items but the first
  if (before >= kLongestRange)
    return intrinsicFailure(heap, "ArrayRange", "The range has more than 1000 items.");
  auto count = static_cast<uint32_t>(empty ? 0 : before + 1);
  asl_array *array = Heap::of(heap).rawArray(count);
  for (uint32_t i = 0; i < count; ++i)
    array->items[i] = integer(
        static_cast<int64_t>(static_cast<uint64_t>(*first) + i * static_cast<uint64_t>(*step)));
  return Heap::of(heap).finish(array);
}

asl_value asl_intrinsic_array_get_item(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isArray(arguments[0]))
    return notAnArray(heap, "ArrayGetItem");
  std::optional<int64_t> index = roundedInteger(arguments[1]);
  const asl_array &array = *arguments[0].array;
  if (!index)
    return intrinsicFailure(heap, "ArrayGetItem", "The index must be a number.");
  if (*index < 0 || *index >= array.count)
    return intrinsicFailure(heap, "ArrayGetItem", "The index is outside of the array.");
  return array.items[*index];
}

asl_value asl_intrinsic_array_length(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isArray(arguments[0]))
    return notAnArray(heap, "ArrayLength");
  return integer(arguments[0].array->count);
}

asl_value asl_intrinsic_array_unique(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isArray(arguments[0]))
    return notAnArray(heap, "ArrayUnique");
  const asl_array &array = *arguments[0].array;
  std::unordered_set<Value, HashValue, EqualValues> seen;
  asl_array *unique = Heap::of(heap).rawArray(array.count);
  uint32_t count = 0;
  for (uint32_t i = 0; i < array.count; ++i)
    if (seen.insert(array.items[i]).second)
      unique->items[count++] = array.items[i];
  unique->count = count;
  return Heap::of(heap).finish(unique);
}
