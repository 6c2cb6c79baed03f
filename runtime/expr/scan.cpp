// The deep scan, `..`. It recurses as deep as the document is nested, ASL_DEPTH_LIMIT levels at
// most.
#include "runtime/expr/walk.h"

#include "runtime/expr/missing.h"

namespace asl {
namespace {

struct Scan {
  asl_gather *gather;
  uint32_t kind; ///< asl_scan
  const asl_string *const *names;
  uint32_t count;
  asl_path_predicate predicate;
  asl_path_next next;

  Value eachChild(Value value) {
    Walk &walk = Walk::of(gather);
    if (isArray(value)) {
      for (uint32_t i = 0; i < value.array->count; ++i)
        if (Value result = eachElement(gather, value, i, next); isError(result))
          return result;
      return null();
    }
    for (uint32_t i = 0; i < value.object->count; ++i) {
      Descent descent(walk, &value.object->keys[i], 1);
      if (Value result = next(gather, value.object->values[i]); isError(result))
        return result;
    }
    return null();
  }

  bool hasNames(Value object) const {
    for (uint32_t i = 0; i < count; ++i)
      if (memberOf(object, names[i]) == nullptr)
        return false;
    return true;
  }

  Value filtered(Value value) {
    int32_t accepted = predicate(gather, value);
    if (accepted < 0)
      return gather->error;
    if (accepted == 0)
      return null();
    if (isArray(value) && kind == ASL_SCAN_FILTERED)
      return eachChild(value);
    return asl_each_filtered(gather, value, predicate, next);
  }

  /// What the scan does at `value`, an object or array.
  Value visit(Value value) {
    switch (kind) {
    case ASL_SCAN_OBJECTS:
      return isObject(value) && hasNames(value) ? next(gather, value) : null();
    case ASL_SCAN_ARRAYS:
      return isArray(value) ? next(gather, value) : null();
    case ASL_SCAN_ELEMENTS:
      return isArray(value) ? eachChild(value) : null();
    case ASL_SCAN_CHILDREN:
      return eachChild(value);
    case ASL_SCAN_FILTERED:
    case ASL_SCAN_FILTERED_LAST:
      return filtered(value);
    default:
      return null();
    }
  }

  /// Scans within scans visit a value once for each value around it, and so on.
  static constexpr uint64_t kMostVisits = 5'000'000;

  Value walk(Value value) {
    if (++Walk::of(gather).visits > kMostVisits)
      return invalid(gather,
                     "the path visits more than " + std::to_string(kMostVisits) + " values");
    if (isArray(value)) {
      if (Value result = visit(value); isError(result))
        return result;
      for (uint32_t i = 0; i < value.array->count; ++i) {
        Descent descent(Walk::of(gather), i);
        if (Value result = walk(value.array->items[i]); isError(result))
          return result;
      }
    } else if (isObject(value)) {
      if (Value result = visit(value); isError(result))
        return result;
      for (uint32_t i = 0; i < value.object->count; ++i) {
        Descent descent(Walk::of(gather), &value.object->keys[i], 1);
        if (Value result = walk(value.object->values[i]); isError(result))
          return result;
      }
    }
    return null();
  }
};

} // namespace
} // namespace asl

using namespace asl;

asl_value asl_each_descendant(asl_gather *gather, asl_value current, uint32_t scan,
                              const asl_string *const *names, uint32_t count,
                              asl_path_predicate predicate, asl_path_next next) {
  if (scan == ASL_SCAN_NOTHING)
    return null();
  return Scan{gather, scan, names, count, predicate, next}.walk(current);
}
