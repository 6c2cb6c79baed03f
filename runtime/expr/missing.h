// Shared by the steps of paths: reporting that a path found nothing, and looking up members by
// symbol.
#pragma once

#include "runtime/value/heap.h"

#include <algorithm>

namespace asl {

/// ASL_UNDEFINED with the reason (ASL_MISSING_*) and at which step. See asl/abi/abi.h.
inline Value missing(uint8_t why, uint32_t step) {
  return Value{0, ASL_UNDEFINED, why, static_cast<uint16_t>(std::min(step, 65535u)), {0}};
}

/// What a message about an index needs; an ASL_UNDEFINED of ASL_MISSING_INDEX or
/// ASL_MISSING_INDEX_TYPE points to one.
struct MissingNote {
  int64_t index;
  Value value; ///< what it was applied to (ASL_MISSING_INDEX_TYPE)
};

inline Value missingWithNote(asl_heap *heap, uint8_t why, uint32_t step, int64_t index,
                             Value value) {
  Value result = missing(why, step);
  auto *note = static_cast<MissingNote *>(Heap::of(heap).allocate(sizeof(MissingNote)));
  *note = {index, value};
  result.bits = reinterpret_cast<uintptr_t>(note);
  return result;
}

inline const MissingNote &noteOf(Value missing) {
  return *reinterpret_cast<const MissingNote *>(static_cast<uintptr_t>(missing.bits));
}

/// The member of a symbol, or null. Symbols are unique by address, so this compares addresses only.
const Value *memberOf(Value object, const asl_string *key);

/// An object with those members of `object` whose keys are in `names` (symbols).
Value selectMembers(asl_heap *heap, Value object, const asl_string *const *names, uint32_t count);

} // namespace asl
