// Parts of a context object that is a value.
#pragma once

#include "runtime/value/heap.h"

#include <string_view>

namespace aslc::calls {

/// Whether the part (ASL_CONTEXT_...) is within `Map`.
bool isMapPart(uint32_t part);

/// The object with a member of another value, or with one more member.
asl::Value withMember(asl::Heap &heap, asl::Value object, std::string_view name, asl::Value value);

/// The part of `context`, which is an object; all of it has `map` as its member `Map`, unless that
/// is undefined. Undefined where there is none.
asl::Value partOf(asl::Heap &heap, asl::Value context, asl::Value map, uint32_t part);

} // namespace aslc::calls
