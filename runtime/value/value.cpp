// Values in C++: making them, looking into them, comparing them.
#include "runtime/value/value.h"

#include "runtime/support/decimal.h"
#include "runtime/value/number.h"

#include <algorithm>
#include <string>
#include <vector>

namespace asl {
namespace {

uint32_t digitCount(uint64_t n) {
  uint32_t count = 1;
  for (; n >= 10000; n /= 10000)
    count += 4;
  return count + (n >= 10) + (n >= 100) + (n >= 1000);
}

bool sameText(const asl_string *a, const asl_string *b) {
  return a == b || (a->length == b->length && std::memcmp(a->bytes, b->bytes, a->length) == 0);
}

bool equalNumbers(Value a, Value b) {
  if (a.tag == ASL_INTEGER && b.tag == ASL_INTEGER)
    return a.integer == b.integer;
  if (a.tag == ASL_DECIMAL && b.tag == ASL_DECIMAL)
    return decimalOfJson(text(a)) == decimalOfJson(text(b));
  if (a.tag == ASL_INTEGER)
    std::swap(a, b);
  if (a.tag == ASL_DECIMAL && b.tag == ASL_INTEGER)
    return decimalOfJson(text(a)) == decimalOfJson(std::to_string(b.integer));
  if (a.tag == ASL_DOUBLE && b.tag == ASL_INTEGER) {
    // Beyond 2^53 several integers share a double; beyond 2^63 the way back is not defined.
    bool inRange = a.number >= -0x1p63 && a.number < 0x1p63;
    return inRange && static_cast<double>(b.integer) == a.number &&
           static_cast<int64_t>(a.number) == b.integer;
  }
  return toDouble(a) == toDouble(b);
}

using Pair = std::pair<Value, Value>;

/// Indexes of an object's members in the order of their keys' texts.
std::vector<uint32_t> sortedMembers(const asl_object *object) {
  std::vector<uint32_t> order(object->count);
  for (uint32_t i = 0; i < object->count; ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return text(object->keys[a]) < text(object->keys[b]); });
  return order;
}

/// Pairs up the members of two objects of equal count; false when the keys differ.
bool pairMembers(const asl_object *a, const asl_object *b, std::vector<Pair> &pairs) {
  constexpr uint32_t kSortAbove = 32;
  uint32_t count = a->count;
  uint32_t same = 0;
  while (same < count && sameText(a->keys[same], b->keys[same])) {
    pairs.emplace_back(a->values[same], b->values[same]);
    ++same;
  }
  if (same == count)
    return true;
  if (count > kSortAbove) {
    std::vector<uint32_t> orderA = sortedMembers(a), orderB = sortedMembers(b);
    for (uint32_t i = 0; i < count; ++i) {
      if (!sameText(a->keys[orderA[i]], b->keys[orderB[i]]))
        return false;
      pairs.emplace_back(a->values[orderA[i]], b->values[orderB[i]]);
    }
    return true;
  }
  for (uint32_t i = same; i < count; ++i) {
    uint32_t other = same;
    while (other < count && !sameText(a->keys[i], b->keys[other]))
      ++other;
    if (other == count)
      return false;
    pairs.emplace_back(a->values[i], b->values[other]);
  }
  return true;
}

/// Equality of two values, without what is inside containers: adds the pairs that remain to be
/// compared.
bool equalOrPairs(Value a, Value b, bool (*areEqual)(Value, Value), std::vector<Pair> &pairs) {
  if (isNumber(a) && isNumber(b))
    return areEqual(a, b);
  if (a.tag != b.tag)
    return false;
  switch (a.tag) {
  case ASL_STRING:
    return sameText(a.string, b.string);
  case ASL_ARRAY:
    if (a.array == b.array)
      return true;
    if (a.array->count != b.array->count)
      return false;
    for (uint32_t i = 0; i < a.array->count; ++i)
      pairs.emplace_back(a.array->items[i], b.array->items[i]);
    return true;
  case ASL_OBJECT:
    if (a.object == b.object)
      return true;
    return a.object->count == b.object->count && pairMembers(a.object, b.object, pairs);
  default:
    return true;
  }
}

bool equalsBy(Value a, Value b, bool (*areEqual)(Value, Value)) {
  std::vector<Pair> pairs;
  if (!equalOrPairs(a, b, areEqual, pairs))
    return false;
  while (!pairs.empty()) {
    auto [x, y] = pairs.back();
    pairs.pop_back();
    if (!equalOrPairs(x, y, areEqual, pairs))
      return false;
  }
  return true;
}

} // namespace

Value integer(int64_t i) {
  uint64_t magnitude = i < 0 ? ~static_cast<uint64_t>(i) + 1 : static_cast<uint64_t>(i);
  Value v{digitCount(magnitude) + (i < 0), ASL_INTEGER, 0, 0, {0}};
  v.integer = i;
  return v;
}

Value number(double d) {
  Value v{24, ASL_DOUBLE, 0, 0, {0}};
  v.number = d;
  return v;
}

double toDouble(Value v) {
  switch (v.tag) {
  case ASL_INTEGER:
    return static_cast<double>(v.integer);
  case ASL_DOUBLE:
    return v.number;
  default:
    return nearestDouble(text(v));
  }
}

bool equals(Value a, Value b) { return equalsBy(a, b, equalNumbers); }
bool equalsWithDoubles(Value a, Value b) {
  return equalsBy(a, b, [](Value x, Value y) { return toDouble(x) == toDouble(y); });
}

uint64_t exactSize(Value v) {
  if (isTooDeep(v))
    return v.size;
  uint64_t total = 0;
  std::vector<Value> left{v};
  while (!left.empty()) {
    Value current = left.back();
    left.pop_back();
    switch (current.tag) {
    case ASL_DOUBLE: {
      char buffer[number_detail::kDoubleRoom];
      total += static_cast<uint64_t>(number_detail::writeDouble(buffer, current.number) - buffer);
      break;
    }
    case ASL_ARRAY: {
      const asl_array *array = current.array;
      total += 2 + (array->count > 0 ? array->count - 1 : 0);
      left.insert(left.end(), array->items, array->items + array->count);
      break;
    }
    case ASL_OBJECT: {
      const asl_object *object = current.object;
      total += 2 + (object->count > 0 ? 2 * uint64_t(object->count) - 1 : 0);
      for (uint32_t i = 0; i < object->count; ++i)
        total += object->keys[i]->size;
      left.insert(left.end(), object->values, object->values + object->count);
      break;
    }
    default:
      total += current.size;
    }
  }
  return total;
}

Value memberByText(Value object, std::string_view key) {
  if (!isObject(object))
    return undefined();
  for (uint32_t i = 0; i < object.object->count; ++i)
    if (text(object.object->keys[i]) == key)
      return object.object->values[i];
  return undefined();
}

int compareText(std::string_view a, std::string_view b) {
  size_t common = std::min(a.size(), b.size());
  size_t at = 0;
  while (at < common && a[at] == b[at])
    ++at;
  if (at == common)
    return a.size() == b.size() ? 0 : a.size() < b.size() ? -1 : 1;
  auto x = static_cast<unsigned char>(a[at]);
  auto y = static_cast<unsigned char>(b[at]);
  // UTF-16 puts what needs surrogates (lead bytes from F0) before U+E000..U+FFFF (lead bytes EE,
  // EF).
  if (x >= 0xEE && y >= 0xEE && (x >= 0xF0) != (y >= 0xF0))
    return x >= 0xF0 ? -1 : 1;
  return x < y ? -1 : 1;
}

} // namespace asl
