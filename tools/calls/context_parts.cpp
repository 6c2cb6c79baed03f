#include "tools/calls/context_parts.h"

#include "compiler/ir/asl.h"

#include <vector>

namespace aslc::calls {

namespace {

/// `Execution.Id`; the parts of the dialect have the numbers of those of the ABI.
llvm::StringRef nameOf(uint32_t part) {
  return ir::stringifyContextPart(static_cast<ir::ContextPart>(part));
}

} // namespace

asl::Value withMember(asl::Heap &heap, asl::Value object, std::string_view name, asl::Value value) {
  const asl_object &before = *object.object;
  std::vector<const asl_string *> keys(before.keys, before.keys + before.count);
  std::vector<asl::Value> values(before.values, before.values + before.count);
  size_t at = 0;
  while (at < keys.size() && asl::text(keys[at]) != name)
    ++at;
  if (at == keys.size()) {
    keys.push_back(heap.key(name));
    values.emplace_back();
  }
  values[at] = value;
  return heap.object(keys, values);
}

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
