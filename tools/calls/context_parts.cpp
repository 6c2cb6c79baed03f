#include "tools/calls/context_parts.h"

#include "compiler/ir/asl.h"

#include <vector>

namespace aslc::calls {

namespace {

/// `Execution.Id`; the parts of the dialect have the numbers of those of the ABI.
llvm::StringRef nameOf(uint32_t part) {
  return ir::stringifyContextPart(static_cast<ir::ContextPart>(part));
}

asl::Value withMember(asl::Heap &heap, asl::Value object, std::string_view name, asl::Value value) {
  std::vector<const asl_string *> keys(object.object->keys,
                                       object.object->keys + object.object->count);
  std::vector<asl::Value> values(object.object->values,
                                 object.object->values + object.object->count);
  keys.push_back(heap.key(name));
  values.push_back(value);
  return heap.object(keys, values);
}

} // namespace

bool isMapPart(uint32_t part) { return nameOf(part).starts_with("Map"); }

asl::Value partOf(asl::Heap &heap, asl::Value context, asl::Value map, uint32_t part) {
  if (part == ASL_CONTEXT_ALL)
    return asl::isUndefined(map) ? context : withMember(heap, context, "Map", map);
  asl::Value value = context;
  for (llvm::StringRef rest = nameOf(part); !rest.empty();) {
    auto [name, after] = rest.split('.');
    if (!asl::isObject(value))
      return asl::undefined();
    value = asl::memberByText(value, name);
    rest = after;
  }
  return value;
}

} // namespace aslc::calls
