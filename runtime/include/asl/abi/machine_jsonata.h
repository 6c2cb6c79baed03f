// A part of asl/abi/machine.h: what JSONata expressions do with values (asl/abi/jsonata.h).
#pragma once

#include "asl/abi/machine_values.h"

namespace asl::machine {

/// Whether a value leaves its expression as it is, but for its flags.
constexpr bool is_answer(value v, const asl_jsonata_site &site) {
  switch (site.expected) {
  case ASL_RESULT_BOOLEAN:
    return v.tag == ASL_FALSE || v.tag == ASL_TRUE;
  case ASL_RESULT_NUMBER:
    return v.tag >= ASL_INTEGER && v.tag <= ASL_DECIMAL;
  case ASL_RESULT_STRING:
    return v.tag == ASL_STRING;
  case ASL_RESULT_ARRAY:
    return site.plain != 0 && v.tag == ASL_ARRAY;
  case ASL_RESULT_OBJECT:
    return site.plain != 0 && v.tag == ASL_OBJECT;
  default:
    return v.tag >= ASL_NULL && v.tag <= (site.plain != 0 ? ASL_OBJECT : ASL_STRING);
  }
}
/// What an expression gave, as what its field takes.
inline value answer(asl_heap *heap, value v, const asl_jsonata_site &site) {
  if (site.limited == 0 && is_answer(v, site)) {
    v.flags = 0;
    return v;
  }
  return failed(v) ? asl_jsonata_failed(heap, v, &site) : asl_jsonata_result(heap, v, &site);
}
inline value arithmetic(asl_heap *heap, value a, uint32_t op, value b) {
  return asl_jsonata_arithmetic(heap, op, a, b);
}
inline value compare(asl_heap *heap, value a, uint32_t op, value b) {
  return asl_jsonata_order(heap, op, a, b);
}
template <size_t N>
value list(asl_heap *heap, const value (&items)[N], const uint8_t (&whole)[N], bool cons) {
  return asl_jsonata_list(heap, items, whole, N, cons ? 1 : 0);
}
template <size_t N> value members(asl_heap *heap, const value (&keys)[N], const value (&given)[N]) {
  return asl_jsonata_members(heap, keys, given, N);
}
/// The member `key` of a value, or of each item of an array; `lookup_last` ends a path.
inline value lookup(asl_heap *heap, value v, const asl_string *key) {
  return asl_jsonata_lookup(heap, v, key);
}
inline value lookup_last(asl_heap *heap, value v, const asl_string *key) {
  return asl_jsonata_lookup_last(heap, v, key);
}
/// A sequence as the value it stands for.
inline value normalize(value v) {
  return (v.flags & ASL_SEQUENCE) != 0 ? asl_jsonata_normalize(v, 0) : v;
}
/// A call of a function of the library; `item` is the context item.
inline value library(asl_heap *heap, asl_library function, value item, values arguments) {
  return asl_jsonata_library(heap, function, item, arguments.begin(),
                             static_cast<uint32_t>(arguments.size()));
}
/// A call of a function value; `name` is as written.
inline value apply(asl_heap *heap, value callee, value item, values arguments,
                   const asl_string *name) {
  return asl_jsonata_apply(heap, callee, item, arguments.begin(),
                           static_cast<uint32_t>(arguments.size()), name);
}
inline value tail(asl_heap *heap, value callee, values arguments, const asl_string *name) {
  return asl_jsonata_tail(heap, callee, arguments.begin(), static_cast<uint32_t>(arguments.size()),
                          name);
}
template <size_t N>
value partial(asl_heap *heap, value callee, const value (&arguments)[N], const uint8_t (&open)[N],
              const asl_string *name) {
  return asl_jsonata_partial(heap, callee, arguments, open, N, name);
}
inline value lambda(asl_heap *heap, const asl_function &form, asl_frame *frame, values captures) {
  return asl_jsonata_lambda(heap, &form, frame, captures.begin(),
                            static_cast<uint32_t>(captures.size()));
}
/// The lambda itself, inside of it.
inline value function(const asl_function *self) {
  value made{0, ASL_FUNCTION, 0, 0, {0}};
  made.bits = reinterpret_cast<uintptr_t>(self);
  return made;
}
/// A condition as a captured value, and back.
inline value captured(bool condition) { return {condition ? 1u : 0u, 0, 0, 0, {0}}; }
inline bool condition(value capture) { return capture.size != 0; }

/// A boxed variable, which a lambda sees change: an array of one item.
inline value box(asl_heap *heap) { return asl_array_make(heap, &undefined, 1); }
inline value get(value box) { return box.array->items[0]; }
inline void put(value box, value v) { const_cast<asl_array *>(box.array)->items[0] = v; }
/// Component `index` of a tuple.
inline value part(value tuple, uint32_t index) { return tuple.array->items[index]; }
/// What is grouped: no items are one that is undefined, so that a literal object is made.
inline value grouped(value v) { return v.tag == ASL_ARRAY && v.array->count == 0 ? undefined : v; }

/// The items of an array, or the value itself when it is none: `for (const value &item : all)`.
class items {
public:
  /// What a value that is undefined is, and whether an array that a constructor made is one item;
  /// `several`: no items where there are less than two.
  enum mode : uint8_t { always, defined, loose, several };
  explicit items(value v, mode how) : single_(v) {
    if (v.tag == ASL_ARRAY && !(how == loose && (v.flags & ASL_CONSTRUCTED) != 0)) {
      begin_ = v.array->items;
      count_ = v.array->count;
    } else {
      begin_ = &single_;
      count_ = how == always || v.tag != ASL_UNDEFINED ? 1 : 0;
    }
    if (how == several && count_ < 2)
      count_ = 0;
  }
  items(const items &) = delete;
  items &operator=(const items &) = delete;
  const value *begin() const { return begin_; }
  const value *end() const { return begin_ + count_; }
  uint32_t index(const value &item) const { return static_cast<uint32_t>(&item - begin_); }
  uint32_t count() const { return count_; }
  /// Counts the turns of a loop over the items, so that loops in loops come to an end.
  value turns(asl_heap *heap) const { return count_ > 1 ? asl_jsonata_calls(heap, single_) : null; }

private:
  value single_;
  const value *begin_;
  uint32_t count_;
};

/// A result that grows.
struct growing : asl_list {
  explicit growing(asl_heap *heap) { asl_list_begin(this, heap); }
};

} // namespace asl::machine
