// What generated code calls for the operators, for looking into values, and around a whole
// expression.
#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/eval/operators.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <cmath>

using namespace asl;
using namespace asl::jsonata;

void asl_jsonata_begin(asl_heap *heap) { Evaluation::of(Heap::of(heap)).begin(Heap::of(heap)); }

// ---- The result

namespace {

std::string head(const asl_jsonata_site &site) {
  return "The JSONata expression '" + std::string(text(site.expression)) +
         "' specified for the field '" + std::string(text(site.field)) + "' ";
}

Value evaluationError(Heap &heap, const asl_jsonata_site &site, const std::string &what) {
  Value error = heap.error("States.QueryEvaluationError", head(site) + what, true, false);
  const_cast<asl_error *>(error.error)->location = site.field;
  return error;
}

bool isPlain(Value container);

bool arePlain(const Value *values, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    Value value = values[i];
    if (isArray(value) || isObject(value) ? !isPlain(value)
                                          : isUndefined(value) || isFunction(value))
      return false;
  }
  return true;
}

bool isPlain(Value container) {
  if (isArray(container))
    return !container.flags && arePlain(container.array->items, length(container));
  return arePlain(container.object->values, container.object->count);
}

/// As JSON text and back would leave it.
Value plain(Heap &heap, Value value) {
  if (!(isArray(value) || isObject(value)) || isPlain(value))
    return value;
  if (isArray(value)) {
    asl_array *copy = heap.rawArray(length(value));
    for (uint32_t i = 0; i < length(value); ++i) {
      Value one = item(value, i);
      copy->items[i] = isUndefined(one) || isFunction(one) ? null() : plain(heap, one);
    }
    return heap.finish(copy);
  }
  Members members(heap);
  for (uint32_t i = 0; i < value.object->count; ++i) {
    Value one = value.object->values[i];
    if (!isUndefined(one) && !isFunction(one))
      members.set(value.object->keys[i], plain(heap, one));
  }
  return members.finish();
}

constexpr std::string_view typeNames[] = {"", "boolean", "number", "string", "array", "object"};

} // namespace

asl_value asl_jsonata_result(asl_heap *memory, asl_value value, const asl_jsonata_site *site) {
  Heap &heap = Heap::of(memory);
  Evaluation &evaluation = Evaluation::of(heap);
  if (Value exceeded = limitError(heap, value); isError(exceeded))
    return asl_jsonata_failed(memory, exceeded, site);
  evaluation.end();
  if (isUndefined(value))
    return site->maybe ? undefined()
                       : evaluationError(heap, *site, "returned nothing (undefined).");
  if (isFunction(value))
    return evaluationError(heap, *site, "returned an unsupported result type.");
  if (site->expected != ASL_RESULT_ANY && typeName(value) != typeNames[site->expected]) {
    Value shown = isString(value) ? heap.string(json::write(value)) : toText(heap, value);
    return evaluationError(heap, *site,
                           "returned an unexpected result type. Expected '" +
                               std::string(typeNames[site->expected]) + "', but was '" +
                               std::string(typeName(value)) +
                               "' for value: " + (isString(shown) ? std::string(text(shown)) : ""));
  }
  value.flags = 0;
  return site->plain ? value : plain(heap, value);
}

asl_value asl_jsonata_failed(asl_heap *memory, asl_value error, const asl_jsonata_site *site) {
  Heap &heap = Heap::of(memory);
  Evaluation::of(heap).end();
  std::string_view name = isString(error.error->name) ? text(error.error->name) : "";
  std::string what = "threw an error during evaluation";
  // Limits have no code there.
  what += name.empty() || name == "U1001" ? ": " : ". " + std::string(name) + ": ";
  if (isString(error.error->cause))
    what += text(error.error->cause);
  return evaluationError(heap, *site, what);
}

// ---- Looking into values

namespace {

void lookupInto(List &list, Value array, const asl_string *key) {
  for (uint32_t i = 0; i < length(array); ++i) {
    Value one = item(array, i);
    if (isArray(one))
      lookupInto(list, one, key);
    else if (Value found = asl_member(one, key, 0); !isUndefined(found))
      list.pushAll(found);
  }
}

} // namespace

namespace {

/// True when `value` is too large to traverse; the caller must then fail with the memory limit.
bool isRefused(asl_heap *heap, Value value) {
  return exceedsWalkLimit(value) && Evaluation::of(Heap::of(heap)).markExceeded();
}

} // namespace

asl_value asl_jsonata_lookup(asl_heap *heap, asl_value value, const asl_string *key) {
  if (isObject(value)) {
    Value found = asl_member(value, key, 0);
    return isUndefined(found) ? undefined() : found;
  }
  if (!isArray(value) || isRefused(heap, value))
    return undefined();
  List list(Heap::of(heap));
  lookupInto(list, value, key);
  return list.finish(sequenceFlag);
}

asl_value asl_jsonata_lookup_last(asl_heap *heap, asl_value value, const asl_string *key) {
  if (isObject(value)) {
    Value found = asl_member(value, key, 0);
    // As a new sequence of its items, unless it is plain data.
    if (isSequence(found) && length(found) <= 1)
      return length(found) ? item(found, 0) : undefined();
    return isUndefined(found) ? undefined() : found;
  }
  if (!isArray(value) || (value.flags & consFlag))
    return normalize(asl_jsonata_lookup(heap, value, key));
  // A step for each item: see asl_list_add_step.
  List list(Heap::of(heap));
  uint32_t results = 0;
  Value only = undefined();
  for (uint32_t i = 0; i < length(value); ++i) {
    Value found = normalize(asl_jsonata_lookup(heap, item(value, i), key));
    if (isUndefined(found))
      continue;
    if (results++ == 0)
      only = found;
    if (isArray(found) && (found.flags & consFlag))
      list.push(found);
    else
      list.pushAll(found);
  }
  bool isItself = results == 1 && isArray(only) && !isSequence(only);
  return isItself ? only : normalize(list.finish(sequenceFlag));
}

asl_value asl_jsonata_wildcard(asl_heap *heap, asl_value value) {
  return isRefused(heap, value) ? undefined() : wildcard(Heap::of(heap), value);
}
asl_value asl_jsonata_descendants(asl_heap *heap, asl_value value) {
  return isRefused(heap, value) ? undefined() : descendants(Heap::of(heap), value);
}

asl_value asl_jsonata_normalize(asl_value value, uint32_t keep) {
  if (keep && isSequence(value))
    value.flags |= keepSingletonFlag;
  return normalize(value);
}

asl_value asl_jsonata_keep_array(asl_heap *memory, asl_value value) {
  if (!isArray(value))
    return value;
  if ((value.flags & consFlag) && !isSequence(value)) {
    List list(Heap::of(memory));
    list.push(value);
    value = list.finish(sequenceFlag);
  }
  value.flags |= keepSingletonFlag;
  return value;
}

asl_value asl_jsonata_pick(asl_heap *heap, asl_value value, int64_t index) {
  List list(Heap::of(heap));
  int64_t count = isArray(value) ? length(value) : 1;
  if (index < 0)
    index += count;
  if (index >= 0 && index < count) {
    Value one = isArray(value) ? item(value, static_cast<uint32_t>(index)) : value;
    if (isArray(one))
      return one;
    if (!isUndefined(one))
      list.push(one);
  }
  return list.finish(sequenceFlag);
}

asl_value asl_jsonata_pick_all(asl_heap *heap, asl_value value, const int64_t *indexes,
                               uint32_t count) {
  List list(Heap::of(heap));
  uint32_t length = isArray(value) ? jsonata::length(value) : 1;
  List wanted(Heap::of(heap));
  for (uint32_t i = 0; i < count; ++i) {
    int64_t index = indexes[i] < 0 ? indexes[i] + length : indexes[i];
    if (index >= 0 && index < length)
      wanted.push(integer(index));
  }
  if (wanted.size())
    std::sort(&wanted[0], &wanted[0] + wanted.size(),
              [](const Value &a, const Value &b) { return a.integer < b.integer; });
  list.reserve(wanted.size());
  for (uint32_t i = 0; i < wanted.size(); ++i)
    list.push(isArray(value) ? item(value, static_cast<uint32_t>(wanted[i].integer)) : value);
  return list.finish(sequenceFlag);
}

// ---- Operators

asl_value asl_jsonata_arithmetic(asl_heap *heap, uint32_t op, asl_value left, asl_value right) {
  return arithmetic(Heap::of(heap), static_cast<asl_arithmetic>(op), left, right);
}
asl_value asl_jsonata_negate(asl_heap *heap, asl_value value) {
  return negate(Heap::of(heap), value);
}
asl_value asl_jsonata_equality(asl_value left, asl_value right, uint32_t negated) {
  return equality(left, right, negated != 0);
}
asl_value asl_jsonata_order(asl_heap *heap, uint32_t comparison, asl_value left, asl_value right) {
  return jsonata::comparison(Heap::of(heap), static_cast<asl_comparison>(comparison), left, right);
}
asl_value asl_jsonata_concat(asl_heap *heap, asl_value left, asl_value right) {
  return concatenate(Heap::of(heap), left, right);
}
asl_value asl_jsonata_text(asl_heap *heap, asl_value value) {
  return operandText(Heap::of(heap), value);
}
asl_value asl_jsonata_join(asl_heap *heap, const asl_value *texts, uint32_t count) {
  return joinTexts(Heap::of(heap), {texts, count});
}
asl_value asl_jsonata_range(asl_heap *heap, asl_value left, asl_value right) {
  return range(Heap::of(heap), left, right);
}
asl_value asl_jsonata_includes(asl_value left, asl_value right) { return includes(left, right); }
int32_t asl_jsonata_is_true(asl_value value) { return truthy(value) ? 1 : 0; }
