// Arithmetic, comparison and the other operators of JSONata.
#include "runtime/expr/jsonata/eval/operators.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/support/short_text.h"

#include <algorithm>
#include <cmath>

namespace asl::jsonata {

namespace {

std::string_view tokenOf(asl_arithmetic op) {
  static constexpr std::string_view tokens[] = {"+", "-", "*", "/", "%"};
  return tokens[static_cast<size_t>(op)];
}
std::string_view tokenOf(asl_comparison op) {
  static constexpr std::string_view tokens[] = {"=", "!=", "<", "<=", ">", ">="};
  return tokens[static_cast<size_t>(op)];
}

/// Up to here each integer has a double of its own.
constexpr int64_t exact = int64_t(1) << 53;
bool isExact(int64_t integer) { return integer <= exact && integer >= -exact; }

/// Integers as doubles have them, and a result that is exact: the common case, without doubles.
bool integerArithmetic(asl_arithmetic op, int64_t a, int64_t b, int64_t &result) {
  if (!isExact(a) || !isExact(b))
    return false;
  switch (op) {
  case ASL_ADD:
    return !__builtin_add_overflow(a, b, &result) && isExact(result);
  case ASL_SUBTRACT:
    return !__builtin_sub_overflow(a, b, &result) && isExact(result);
  case ASL_MULTIPLY:
    return !__builtin_mul_overflow(a, b, &result) && isExact(result);
  case ASL_DIVIDE:
    if (b == 0 || b == -1 || a % b != 0)
      return false;
    result = a / b;
    return true;
  case ASL_MODULO:
    if (b == 0 || b == -1)
      return false;
    result = a % b;
    return true;
  }
  return false;
}

} // namespace

bool finiteNumber(Heap &heap, Value value, double &d, Value &error) {
  if (!isNumber(value))
    return false;
  d = toDouble(value);
  if (std::isfinite(d))
    return true;
  error = std::isnan(d) ? undefined() : fail(heap, "D1001", {.value = value});
  return false;
}

Value arithmetic(Heap &heap, asl_arithmetic op, Value left, Value right) {
  if (left.tag == ASL_INTEGER && right.tag == ASL_INTEGER) {
    int64_t result;
    if (integerArithmetic(op, left.integer, right.integer, result))
      return integer(result);
  }
  double a = 0, b = 0;
  Value error = undefined();
  if (!isUndefined(left) && !finiteNumber(heap, left, a, error))
    return isError(error) ? withToken(heap, error, tokenOf(op))
                          : fail(heap, "T2001", {.value = left, .token = tokenOf(op)});
  if (!isUndefined(right) && !finiteNumber(heap, right, b, error))
    return isError(error) ? withToken(heap, error, tokenOf(op))
                          : fail(heap, "T2002", {.value = right, .token = tokenOf(op)});
  if (isUndefined(left) || isUndefined(right))
    return undefined();
  switch (op) {
  case ASL_ADD:
    return fromDouble(a + b);
  case ASL_SUBTRACT:
    return fromDouble(a - b);
  case ASL_MULTIPLY:
    return fromDouble(a * b);
  case ASL_DIVIDE:
    return fromDouble(a / b);
  case ASL_MODULO:
    return fromDouble(std::fmod(a, b));
  }
  return undefined();
}

Value negate(Heap &heap, Value value) {
  if (isUndefined(value))
    return value;
  if (value.tag == ASL_INTEGER && isExact(value.integer))
    return integer(-value.integer);
  double d = 0;
  Value error = undefined();
  if (!finiteNumber(heap, value, d, error))
    return isError(error) ? error : fail(heap, "D1002", {.value = value, .token = "-"});
  return fromDouble(-d);
}

Value equality(Value left, Value right, bool negated) {
  if (isUndefined(left) || isUndefined(right))
    return boolean(false);
  return boolean(deepEqual(left, right) != negated);
}

Value comparison(Heap &heap, asl_comparison op, Value left, Value right) {
  auto comparable = [](Value v) { return isUndefined(v) || isString(v) || isNumber(v); };
  if (!comparable(left) || !comparable(right)) {
    bool leftIsFine = isString(left) || isNumber(left);
    return fail(heap, "T2010", {.value = leftIsFine ? right : left, .token = tokenOf(op)});
  }
  if (isUndefined(left) || isUndefined(right))
    return undefined();
  if (isString(left) != isString(right))
    return fail(heap, "T2009", {.value = left, .value2 = right, .token = tokenOf(op)});
  // Numbers that are none are in no order at all.
  double a = 0, b = 0;
  if (isString(left))
    a = compareText(text(left), text(right));
  else
    a = toDouble(left), b = toDouble(right);
  switch (op) {
  case ASL_LT:
    return boolean(a < b);
  case ASL_LE:
    return boolean(a <= b);
  case ASL_GT:
    return boolean(a > b);
  default:
    return boolean(a >= b);
  }
}

Value operandText(Heap &heap, Value value) {
  if (Evaluation::of(heap).outOfMemory(heap))
    return outOfMemory(heap);
  if (isString(value) || isUndefined(value))
    return value;
  Value made = toText(heap, value);
  return isError(made) ? withToken(heap, made, "&") : made;
}

Value joinTexts(Heap &heap, std::span<const Value> texts) {
  size_t bytes = 0;
  const Value *only = nullptr; // the one that is not empty, while there is no second
  unsigned parts = 0;
  for (const Value &one : texts)
    if (!isUndefined(one) && one.string->length) {
      bytes += one.string->length;
      only = &one;
      ++parts;
    }
  if (parts == 1)
    return *only;
  asl_string *joined = heap.rawString(bytes);
  char *at = joined->bytes;
  // The size as JSON is the sum of the parts' without their quotes.
  uint64_t size = 2;
  for (const Value &one : texts)
    if (!isUndefined(one)) {
      copyShort(at, one.string->bytes, one.string->length);
      at += one.string->length;
      size += one.string->size - 2;
    }
  joined->size = static_cast<uint32_t>(std::min<uint64_t>(size, UINT32_MAX));
  return bounded(heap, string(joined));
}

Value concatenate(Heap &heap, Value left, Value right) {
  Value texts[2] = {operandText(heap, left), undefined()};
  if (isError(texts[0]))
    return texts[0];
  texts[1] = operandText(heap, right);
  return isError(texts[1]) ? texts[1] : joinTexts(heap, texts);
}

Value range(Heap &heap, Value left, Value right) {
  auto integral = [](Value v) {
    return isUndefined(v) ||
           (isNumber(v) && std::fmod(toDouble(v), 1) == 0); // infinity is not an integer
  };
  if (!integral(left))
    return fail(heap, "T2003", {.value = left, .token = ".."});
  if (!integral(right))
    return fail(heap, "T2004", {.value = right, .token = ".."});
  if (isUndefined(left) || isUndefined(right))
    return undefined();
  double from = toDouble(left), to = toDouble(right);
  if (from > to)
    return undefined();
  double size = to - from + 1;
  if (size > maxRange)
    return fail(heap, "D2014", {.value = fromDouble(size), .token = ".."});
  // Beyond these limits adding one does not change the number: the reference adds items until there
  // is no memory left.
  Evaluation &evaluation = Evaluation::of(heap);
  if (from < -exact || to >= exact ||
      evaluation.outOfMemory(heap, static_cast<size_t>(size) * sizeof(Value)))
    return outOfMemory(heap);
  auto count = static_cast<uint32_t>(size);
  if (!evaluation.countStep(count / 16))
    return outOfSteps(heap);
  asl_array *array = heap.rawArray(count);
  for (uint32_t i = 0; i < count; ++i)
    array->items[i] = integer(static_cast<int64_t>(from) + i);
  Value result = bounded(heap, heap.finish(array));
  if (evaluation.outOfMemory(heap))
    return outOfMemory(heap);
  result.flags = sequenceFlag;
  return result;
}

Value includes(Value left, Value right) {
  if (isUndefined(left) || isUndefined(right))
    return boolean(false);
  // Identity, as `===` has it: structures are never equal here.
  auto same = [&](Value v) { return !isArray(v) && !isObject(v) && deepEqual(left, v); };
  if (!isArray(right))
    return boolean(same(right));
  if (!Evaluation::current().countStep(length(right) / 4))
    return boolean(false); // the evaluation ends with an error
  for (uint32_t i = 0; i < length(right); ++i)
    if (same(item(right, i)))
      return boolean(true);
  return boolean(false);
}

} // namespace asl::jsonata
