// States.StringToJson, States.JsonToString, States.JsonMerge.
#include "runtime/expr/intrinsic.h"
#include "runtime/value/json.h"

#include <cstring>
#include <unordered_map>

using namespace asl;

asl_value asl_intrinsic_string_to_json(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isString(arguments[0]))
    return intrinsicFailure(heap, "StringToJson", "The argument must be a string.");
  std::string_view json = text(arguments[0]);
  if (json.find_first_not_of(" \t\r\n") == std::string_view::npos)
    return null(); // as the service does
  json::ReadError error;
  Value value = json::read(Heap::of(heap), json, &error);
  if (isUndefined(value))
    return intrinsicFailure(heap, "StringToJson",
                            "The string is " + error.what("not valid JSON") + " at offset " +
                                std::to_string(error.offset));
  return value;
}

asl_value asl_intrinsic_json_to_string(asl_heap *heap, const asl_value *arguments, uint32_t) {
  return Heap::of(heap).string(json::write(arguments[0]));
}

asl_value asl_intrinsic_json_merge(asl_heap *heap, const asl_value *arguments, uint32_t) {
  if (!isObject(arguments[0]) || !isObject(arguments[1]))
    return intrinsicFailure(heap, "JsonMerge", "The first two arguments must be objects.");
  if (arguments[2].tag != ASL_FALSE)
    return intrinsicFailure(heap, "JsonMerge",
                            "The third argument must be false: only shallow merging is supported.");
  const asl_object &left = *arguments[0].object, &right = *arguments[1].object;
  Heap &memory = Heap::of(heap);
  size_t room = size_t(left.count) + right.count;
  auto **keys = static_cast<const asl_string **>(memory.allocate(room * sizeof(void *)));
  auto *values = static_cast<Value *>(memory.allocate(room * sizeof(Value)));
  std::unordered_map<std::string_view, size_t> places;
  size_t count = 0;
  for (const asl_object *object : {&left, &right})
    for (uint32_t i = 0; i < object->count; ++i) {
      auto [place, isNew] = places.try_emplace(text(object->keys[i]), count);
      if (isNew)
        keys[count++] = object->keys[i];
      values[place->second] = object->values[i];
    }
  return memory.object({keys, count}, {values, count});
}
