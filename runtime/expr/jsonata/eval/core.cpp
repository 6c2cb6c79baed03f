// Casts and sequences of JSONata.
#include "runtime/expr/jsonata/eval/core.h"

#include "runtime/expr/jsonata/eval/evaluation.h"

#include <cmath>

namespace asl::jsonata {

// ---- Casts

Value fromDouble(double d) {
  if (d == std::trunc(d) && std::fabs(d) < 9.2e18)
    return integer(static_cast<int64_t>(d));
  return number(d);
}

bool truthy(Value value) {
  switch (value.tag) {
  case ASL_TRUE:
    return true;
  case ASL_INTEGER:
    return value.integer != 0;
  case ASL_DOUBLE:
    return value.number != 0 && !std::isnan(value.number);
  case ASL_DECIMAL:
    return toDouble(value) != 0;
  case ASL_STRING:
    return value.string->length > 0;
  case ASL_OBJECT:
    return value.object->count > 0;
  case ASL_ARRAY:
    for (uint32_t i = 0; i < length(value); ++i)
      if (truthy(item(value, i)))
        return true;
    return false;
  default:
    return false;
  }
}

std::string_view typeName(Value value) {
  switch (value.tag) {
  case ASL_NULL:
    return "null";
  case ASL_FALSE:
  case ASL_TRUE:
    return "boolean";
  case ASL_INTEGER:
  case ASL_DOUBLE:
  case ASL_DECIMAL:
    return "number";
  case ASL_STRING:
    return "string";
  case ASL_ARRAY:
    return "array";
  case ASL_FUNCTION:
    return "function";
  default:
    return "object";
  }
}

bool deepEqual(Value a, Value b) {
  if (isArray(a) && isArray(b) && a.array == b.array)
    return true;
  // What is not looked through ends the evaluation with an error.
  Evaluation &evaluation = Evaluation::current();
  bool isDeep = (isArray(a) && isArray(b)) || (isObject(a) && isObject(b));
  if (isDeep && (exceedsWalkLimit(a) || exceedsWalkLimit(b)) && evaluation.markExceeded())
    return false;
  if (isDeep && !evaluation.countStep(a.size / 64))
    return false;
  if (isFunction(a) || isFunction(b))
    return a.tag == b.tag && a.bits == b.bits;
  return equalsWithDoubles(a, b);
}

Value arrayOf(Heap &heap, Value value) {
  if (isArray(value))
    return value;
  List list(heap);
  list.push(value);
  return list.finish();
}

// ---- Sequences

Value append(Heap &heap, Value first, Value second) {
  if (isUndefined(first))
    return second;
  if (isUndefined(second))
    return first;
  List list(heap);
  list.reserve((isArray(first) ? length(first) : 1) + (isArray(second) ? length(second) : 1));
  list.pushAll(first);
  list.pushAll(second);
  return list.finish(); // concatenation gives a plain array, whatever its parts were
}

namespace {

void lookupInto(List &list, Value array, const asl_string *key) {
  for (uint32_t i = 0; i < length(array); ++i) {
    Value one = item(array, i);
    if (isArray(one))
      lookupInto(list, one, key);
    else if (isObject(one))
      if (Value found = memberByText(one, text(key)); !isUndefined(found))
        list.pushAll(found);
  }
}

void flattenInto(List &list, Value value) {
  if (!isArray(value)) {
    list.push(value);
    return;
  }
  for (uint32_t i = 0; i < length(value); ++i)
    flattenInto(list, item(value, i));
}

void descendInto(List &list, Value value) {
  if (isArray(value)) {
    for (uint32_t i = 0; i < length(value); ++i)
      descendInto(list, item(value, i));
    return;
  }
  list.push(value);
  if (isObject(value)) {
    OrderedMembers members(value);
    for (uint32_t i = 0; i < members.size(); ++i)
      descendInto(list, members.value(i));
  }
}

} // namespace

Value lookup(Heap &heap, Value value, const asl_string *key) {
  if (isObject(value))
    return memberByText(value, text(key));
  if (!isArray(value))
    return undefined();
  List list(heap);
  lookupInto(list, value, key);
  return list.finish(sequenceFlag);
}

Value wildcard(Heap &heap, Value value) {
  List list(heap);
  bool sequence = true; // a member that is an array makes the result a plain array
  auto add = [&](Value one) {
    if (isArray(one)) {
      flattenInto(list, one);
      sequence = false;
    } else {
      list.push(one);
    }
  };
  if (isObject(value)) {
    OrderedMembers members(value);
    for (uint32_t i = 0; i < members.size(); ++i)
      add(members.value(i));
  } else if (isArray(value)) {
    for (uint32_t i = 0; i < length(value); ++i)
      add(item(value, i));
  }
  return list.finish(sequence ? sequenceFlag : 0);
}

Value descendants(Heap &heap, Value value) {
  if (isUndefined(value))
    return value;
  List list(heap);
  descendInto(list, value);
  return list.size() == 1 ? list[0] : list.finish(sequenceFlag);
}

// ---- Functions

Value functionValue(const Function *function) {
  Value value{0, ASL_FUNCTION, 0, 0, {0}};
  value.bits = reinterpret_cast<uintptr_t>(function);
  return value;
}

} // namespace asl::jsonata
