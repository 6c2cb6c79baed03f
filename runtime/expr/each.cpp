// The steps of indefinite paths but `..`, as Jayway 2.0.0 walks them.
#include "runtime/expr/java_text.h"
#include "runtime/expr/missing.h"
#include "runtime/expr/walk.h"

#include <string>

namespace asl {
namespace {

/// What a step for arrays does with anything else; null: it is an array.
Value checkArray(asl_gather *gather, Value current, const auto &step) {
  if (isArray(current) || isUndefined(current)) [[likely]]
    return null();
  if (current.tag == ASL_NULL)
    return notFound(gather, "The path ", " is null");
  return inapplicable(
      gather, "Filter: " + step() +
                  " can only be applied to arrays. Current context is: " + javaText(current));
}

Value eachElementOf(asl_gather *gather, Value current, int64_t from, int64_t to,
                    asl_path_next next) {
  for (int64_t i = from; i < to; ++i)
    if (Value result = eachElement(gather, current, i, next); isError(result))
      return result;
  return null();
}

std::string sliceText(int64_t from, int64_t to, uint32_t bounds) {
  return "[" + ((bounds & 1) != 0 ? std::to_string(from) : "") + ":" +
         ((bounds & 2) != 0 ? std::to_string(to) : "") + "]";
}

} // namespace

Value eachElement(asl_gather *gather, Value current, int64_t index, asl_path_next next) {
  Descent descent(Walk::of(gather), index);
  if (index < 0 || index >= current.array->count)
    return notFound(gather, "Index out of bounds when evaluating path ");
  return next(gather, current.array->items[index]);
}

} // namespace asl

using namespace asl;

asl_value asl_each_wildcard(asl_gather *gather, asl_value current, asl_path_next next) {
  Walk &walk = Walk::of(gather);
  if (isObject(current)) {
    const asl_object &object = *current.object;
    for (uint32_t i = 0; i < object.count; ++i) {
      Descent descent(walk, &object.keys[i], 1);
      if (Value result = next(gather, object.values[i]); isError(result))
        return result;
    }
  } else if (isArray(current)) {
    ++walk.quiet;
    for (uint32_t i = 0; i < current.array->count; ++i) {
      Value result = eachElement(gather, current, i, next);
      if (isError(result) && !isNotFound(result)) {
        --walk.quiet;
        return result;
      }
    }
    --walk.quiet;
  }
  return null();
}

asl_value asl_each_name(asl_gather *gather, asl_value current, const asl_string *const *names,
                        uint32_t count, uint32_t missing, asl_path_next next) {
  if (isUndefined(current))
    return null();
  if (!isObject(current))
    return Walk::of(gather).quiet > 0
               ? notFound(gather, "")
               : notFound(gather,
                          ("Property " + namesText(names, count) + " not found in path ").c_str());
  Descent descent(Walk::of(gather), names, count);
  if (count != 1) {
    if (missing != ASL_NAME_LAST)
      return inapplicable(gather, "Multi properties can only be used as path leafs: " +
                                      placeText(Walk::of(gather)));
    return next(gather, selectMembers(gather->heap, current, names, count));
  }
  if (const Value *member = memberOf(current, names[0]))
    return next(gather, *member);
  if (missing == ASL_NAME_SKIP)
    return null();
  return notFound(gather,
                  missing == ASL_NAME_LAST ? "No results for path: " : "Missing property in path ");
}

asl_value asl_each_index(asl_gather *gather, asl_value current, const int64_t *indexes,
                         uint32_t count, asl_path_next next) {
  auto step = [&] {
    std::string out = "[";
    for (uint32_t i = 0; i < count; ++i)
      out += (i == 0 ? "" : ",") + std::to_string(indexes[i]);
    return out + "]";
  };
  if (Value error = checkArray(gather, current, step); isError(error))
    return error;
  for (uint32_t i = 0; i < count && isArray(current); ++i)
    if (Value result = eachElement(gather, current, indexes[i], next); isError(result))
      return result;
  return null();
}

asl_value asl_each_slice(asl_gather *gather, asl_value current, int64_t from, int64_t to,
                         uint32_t bounds, asl_path_next next) {
  auto step = [&] { return sliceText(from, to, bounds); };
  if (Value error = checkArray(gather, current, step); isError(error))
    return error;
  if (!isArray(current))
    return null();
  int64_t length = current.array->count;
  bool hasFrom = (bounds & 1) != 0, hasTo = (bounds & 2) != 0;
  // A negative bound counts from the end, but not where both are given: then it is an index that is
  // not there.
  if (!hasTo)
    return eachElementOf(gather, current, std::max<int64_t>(from < 0 ? from + length : from, 0),
                         length, next);
  if (!hasFrom)
    return eachElementOf(gather, current, 0, std::min(to < 0 ? to + length : to, length), next);
  return length == 0 ? null() : eachElementOf(gather, current, from, std::min(to, length), next);
}

asl_value asl_each_from_length(asl_gather *gather, asl_value current, int64_t minus,
                               asl_path_next next) {
  auto step = [&] { return "[@.size()" + std::to_string(-minus) + "]"; };
  if (Value error = checkArray(gather, current, step); isError(error))
    return error;
  return isArray(current) ? eachElement(gather, current, current.array->count - minus, next)
                          : null();
}

asl_value asl_each_filtered(asl_gather *gather, asl_value current, asl_path_predicate predicate,
                            asl_path_next next) {
  if (isUndefined(current))
    return null();
  if (isObject(current)) {
    int32_t accepted = predicate(gather, current);
    if (accepted < 0)
      return gather->error;
    return accepted != 0 ? next(gather, current) : null();
  }
  if (!isArray(current))
    return inapplicable(gather,
                        "Filter: [?] can not be applied to primitives. Current context is: " +
                            javaText(current));
  for (uint32_t i = 0; i < current.array->count; ++i) {
    int32_t accepted = predicate(gather, current.array->items[i]);
    if (accepted < 0)
      return gather->error;
    if (accepted == 0)
      continue;
    if (Value result = eachElement(gather, current, i, next); isError(result))
      return result;
  }
  return null();
}
