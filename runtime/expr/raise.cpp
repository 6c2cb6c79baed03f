// Making error values.
#include "runtime/value/heap.h"

using namespace asl;

asl_value asl_raise(asl_heap *heap, const asl_string *name, const asl_string *cause,
                    uint32_t raised, uint32_t fatal) {
  auto *error = static_cast<asl_error *>(Heap::of(heap).allocate(sizeof(asl_error)));
  *error = {string(name),
            cause == nullptr ? undefined() : string(cause),
            raised != 0,
            fatal != 0,
            0,
            {},
            nullptr,
            undefined()};
  Value value{0, ASL_ERROR, 0, 0, {0}};
  value.error = error;
  return value;
}

asl_value asl_fail_error(asl_heap *heap, asl_value error, asl_value cause) {
  for (Value part : {error, cause})
    if (!isUndefined(part) && !isString(part))
      return Heap::of(heap).error(
          "States.Runtime", "The Error and Cause of a Fail state must be strings.", true, true);
  auto *made = static_cast<asl_error *>(Heap::of(heap).allocate(sizeof(asl_error)));
  *made = {error, cause, 0, 0, 0, {}, nullptr, undefined()};
  Value value{0, ASL_ERROR, 0, 0, {0}};
  value.error = made;
  return value;
}
