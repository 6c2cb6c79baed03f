// Object functions of JSONata's library, and those that look at any value.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/library.h"

#include <algorithm>
#include <cmath>

namespace asl::jsonata::library {

namespace {

void collectKeys(Members &into, Value value) {
  if (isArray(value)) {
    for (uint32_t i = 0; i < jsonata::length(value); ++i)
      collectKeys(into, item(value, i));
  } else if (isObject(value)) {
    OrderedMembers members(value);
    for (uint32_t i = 0; i < members.size(); ++i)
      into.set(members.key(i), null());
  }
}

/// Pushes an object for each member of the objects in `value`. Other values are pushed unchanged.
void spreadInto(Heap &heap, List &list, Value value) {
  if (isArray(value)) {
    for (uint32_t i = 0; i < jsonata::length(value); ++i)
      spreadInto(heap, list, item(value, i));
  } else if (isObject(value)) {
    OrderedMembers members(value);
    for (uint32_t i = 0; i < members.size() && !Evaluation::of(heap).outOfMemory(heap); ++i) {
      const asl_string *key = members.key(i);
      Value one = members.value(i);
      list.push(heap.object({&key, 1}, {&one, 1}));
    }
  } else if (!isUndefined(value)) {
    list.push(value);
  }
}

/// As many of value, key and whole as `function` takes.
Value callWith(Heap &heap, Value callee, Value value, Value key, Value whole) {
  Value arguments[] = {value, key, whole};
  uint32_t arity = function(callee).arity;
  return apply(heap, callee, arguments, arity >= 3 ? 3 : arity >= 2 ? 2 : 1);
}

} // namespace

Value keys_(const Call &call) {
  Members all(call.heap);
  collectKeys(all, call[0]);
  List list(call.heap);
  if (all.size()) {
    OrderedMembers members(all.finish());
    for (uint32_t i = 0; i < members.size(); ++i)
      list.push(asl::string(members.key(i)));
  }
  return list.finish(sequenceFlag);
}

Value lookup_(const Call &call) {
  if (!isString(call[1]))
    return undefined();
  return jsonata::lookup(call.heap, call[0], call[1].string);
}

Value spread_(const Call &call) {
  Value value = call[0];
  if (!isArray(value) && !isObject(value))
    return value;
  List list(call.heap);
  spreadInto(call.heap, list, value);
  if (Evaluation::of(call.heap).outOfMemory(call.heap))
    return outOfMemory(call.heap);
  // The reference concatenates what the items of an array give, which leaves a plain array.
  bool isConcatenated = false;
  for (uint32_t i = 0; isArray(value) && i < jsonata::length(value); ++i)
    isConcatenated |= !isUndefined(item(value, i));
  return list.finish(isConcatenated ? 0 : sequenceFlag);
}

Value merge_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  Members merged(call.heap);
  uint32_t most = 0;
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i)
    most += isObject(item(call[0], i)) ? item(call[0], i).object->count : 0;
  merged.reserve(std::min(most, 64u));
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i) {
    Value one = item(call[0], i);
    if (isObject(one))
      merged.setAll(*one.object);
  }
  return merged.finish();
}

namespace {

/// Calls the function with each member of the object, and `take` with the member's number and what
/// the function gave. Returns the error of a call, else undefined.
template <typename Take>
Value forEachMember(const Call &call, const OrderedMembers &members, Take take) {
  for (uint32_t i = 0; i < members.size(); ++i) {
    Value result =
        callWith(call.heap, call[1], members.value(i), asl::string(members.key(i)), call[0]);
    if (isError(result))
      return result;
    take(i, result);
  }
  return undefined();
}

} // namespace

Value each_(const Call &call) {
  List list(call.heap);
  if (isObject(call[0])) {
    OrderedMembers members(call[0]);
    Value error = forEachMember(call, members, [&](uint32_t, Value result) {
      if (!isUndefined(result))
        list.push(result);
    });
    if (isError(error))
      return error;
  }
  return list.finish(sequenceFlag);
}

Value sift_(const Call &call) {
  Members kept(call.heap);
  if (isObject(call[0]) && isFunction(call[1])) {
    OrderedMembers members(call[0]);
    Value error = forEachMember(call, members, [&](uint32_t i, Value result) {
      if (truthy(result))
        kept.set(members.key(i), members.value(i));
    });
    if (isError(error))
      return error;
  }
  return kept.size() ? kept.finish() : undefined();
}

Value exists_(const Call &call) { return asl::boolean(!isUndefined(call[0])); }

Value type_(const Call &call) {
  return isUndefined(call[0]) ? undefined() : call.heap.string(typeName(call[0]));
}

/// Values never change, so that a copy is the value itself, but for functions in it.
Value clone_(const Call &call) { return call[0]; }

Value error_(const Call &call) {
  std::string_view message =
      isString(call[0]) && call[0].string->length ? text(call[0]) : "$error() function evaluated";
  return fail(call.heap, "D3137", {.message = message});
}

Value assert_(const Call &call) {
  if (truthy(call[0]))
    return undefined();
  std::string_view message =
      isString(call[1]) && call[1].string->length ? text(call[1]) : "$assert() statement failed";
  return fail(call.heap, "D3141", {.message = message});
}

// ---- Higher-order functions over arrays

Value map_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  List list(call.heap);
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i) {
    Value result = callWith(call.heap, call[1], item(call[0], i), fromCount(i), call[0]);
    if (isError(result))
      return result;
    if (!isUndefined(result))
      list.push(result);
  }
  return list.finish(sequenceFlag);
}

Value filter_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  List list(call.heap);
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i) {
    Value one = item(call[0], i);
    Value result = callWith(call.heap, call[1], one, fromCount(i), call[0]);
    if (isError(result))
      return result;
    if (truthy(result))
      list.push(one);
  }
  return list.finish(sequenceFlag);
}

Value single_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  Value found = undefined();
  bool any = false;
  for (uint32_t i = 0; i < jsonata::length(call[0]); ++i) {
    Value one = item(call[0], i);
    if (isFunction(call[1])) {
      Value result = callWith(call.heap, call[1], one, fromCount(i), call[0]);
      if (isError(result))
        return result;
      if (!truthy(result))
        continue;
    }
    if (any)
      return fail(call.heap, "D3138", {.index = i});
    any = true;
    found = one;
  }
  return any ? found : fail(call.heap, "D3139");
}

Value reduce_(const Call &call) {
  if (isUndefined(call[0]))
    return undefined();
  uint32_t arity = function(call[1]).arity;
  if (arity < 2)
    return fail(call.heap, "D3050", {.index = 1});
  uint32_t count = jsonata::length(call[0]), index = 0;
  Value result = call[2];
  if (isUndefined(result) && count > 0)
    result = item(call[0], index++);
  for (; index < count; ++index) {
    Value arguments[] = {result, item(call[0], index), fromCount(index), call[0]};
    result = apply(call.heap, call[1], arguments, std::min(arity, 4u));
    if (isError(result))
      return result;
  }
  return result;
}

/// As JavaScript has it.
static bool isMeant(Value value) {
  return isFunction(value) || isArray(value) || isObject(value) || truthy(value);
}

/// Not for expressions to name: hands on the callee `[0]`, unless that is nothing and `$` was
/// forgotten before its name `[1]`; `[2]`: it is applied partially; `[3]`: what `$name` is.
Value callable_(const Call &call) {
  if (isUndefined(call[0]) && isMeant(call[3]))
    return fail(call.heap, call[2].tag == ASL_TRUE ? "T1007" : "T1005", {.token = text(call[1])});
  return call[0];
}

/// Not for expressions to name: stands for a part that is nested too deeply.
Value overflow_(const Call &call) { return tooDeep(call.heap); }

} // namespace asl::jsonata::library
