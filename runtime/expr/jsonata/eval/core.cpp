// Lists, members, casts and sequences of JSONata.
#include "runtime/expr/jsonata/eval/core.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/expr/jsonata/library/unicode.h"
#include "runtime/expr/jsonata/numbers/number_text.h"
#include "runtime/support/short_text.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace asl::jsonata {

// ---- Lists and members

void List::reserve(uint32_t count) {
  if (count <= capacity_)
    return;
  constexpr uint32_t small = 64; // a tuple, say, whose parts must be there
  if (count > small && Evaluation::current().outOfMemory(heap_, count * sizeof(Value))) {
    Evaluation::current().markExceeded();
    return;
  }
  asl_array *bigger = heap_.rawArray(count);
  if (count_)
    std::memcpy(bigger->items, items_->items, count_ * sizeof(Value));
  items_ = bigger;
  capacity_ = count;
}

void List::pushAll(Value value) {
  if (!isArray(value)) {
    push(value);
    return;
  }
  uint32_t more = length(value);
  if (count_ + more > capacity_)
    reserve(std::max(count_ + more, count_ * 2));
  if (more > capacity_ - count_)
    return;
  if (more)
    std::memcpy(items_->items + count_, value.array->items, more * sizeof(Value));
  count_ += more;
}

Value List::finish(uint8_t flags) {
  if (!items_)
    items_ = heap_.rawArray(0);
  items_->count = count_;
  Value result = bounded(heap_, heap_.finish(items_));
  result.flags = flags;
  return result;
}

// ---- Limits of one value

namespace {

constexpr uint32_t heaviestByte = 8; ///< a number of one digit

/// Adds what a value weighs to `weight`: 8 for a number, 1 for a character and for anything else.
/// Ends when that is more than `most`.
void weigh(Value value, uint64_t most, uint64_t &weight) {
  if (isNumber(value))
    weight += 8;
  else if (isString(value))
    weight += countUnits(text(value));
  else
    ++weight;
  if (isArray(value))
    for (uint32_t i = 0; i < length(value) && weight <= most; ++i)
      weigh(item(value, i), most, weight);
  if (isObject(value))
    for (uint32_t i = 0; i < value.object->count && weight <= most; ++i) {
      weight += countUnits(text(value.object->keys[i]));
      weigh(value.object->values[i], most, weight);
    }
}

} // namespace

Value bounded(Heap &heap, Value made) {
  Evaluation &evaluation = Evaluation::current();
  uint64_t most = evaluation.limits().weight;
  if (made.size <= most / heaviestByte || !evaluation.isLimited()) [[likely]]
    return made;
  auto exceeded = Evaluation::Exceeded::Nothing;
  if (isTooDeep(made)) {
    exceeded = Evaluation::Exceeded::Depth;
  } else if (evaluation.countStep(made.size / 64)) {
    uint64_t weight = 0;
    weigh(made, most, weight);
    if (weight > most)
      exceeded = Evaluation::Exceeded::Memory;
  }
  if (exceeded == Evaluation::Exceeded::Nothing)
    return made;
  evaluation.markExceeded(exceeded);
  if (isString(made))
    return heap.string("");
  Value empty = isArray(made) ? heap.finish(heap.rawArray(0)) : heap.object({}, {});
  empty.flags = made.flags;
  return empty;
}

namespace {

constexpr uint32_t hashedFrom = 16; ///< members from which a table is worth it

size_t hashOf(std::string_view key) { return std::hash<std::string_view>()(key); }

} // namespace

void Members::reserve(uint32_t count) {
  if (count <= capacity_)
    return;
  auto **keys =
      static_cast<const asl_string **>(heap_.allocate(count * sizeof(const asl_string *)));
  std::copy_n(keys_, count_, keys);
  asl_object *bigger = heap_.rawObject(keys, count);
  if (count_)
    std::copy_n(object_->values, count_, bigger->values);
  keys_ = keys;
  object_ = bigger;
  capacity_ = count;
}

Value *Members::find(std::string_view key) {
  if (!slots_) {
    for (uint32_t i = 0; i < count_; ++i)
      if (sameShort(text(keys_[i]), key))
        return &object_->values[i];
    return nullptr;
  }
  size_t mask = slotCount_ - 1;
  for (size_t at = hashOf(key) & mask; slots_[at]; at = (at + 1) & mask)
    if (text(keys_[slots_[at] - 1]) == key)
      return &object_->values[slots_[at] - 1];
  return nullptr;
}

void Members::insert(uint32_t index) {
  size_t mask = slotCount_ - 1, at = hashOf(text(keys_[index])) & mask;
  while (slots_[at])
    at = (at + 1) & mask;
  slots_[at] = index + 1;
}

void Members::set(const asl_string *key, Value value) {
  if (Value *old = find(text(key))) {
    *old = value;
    return;
  }
  if (count_ == capacity_)
    reserve(std::max(count_ * 2, 8u));
  keys_[count_] = key;
  object_->values[count_++] = value;
  if (count_ >= hashedFrom && count_ * 2 > slotCount_) {
    slotCount_ = slotCount_ ? slotCount_ * 2 : hashedFrom * 4;
    slots_ = static_cast<uint32_t *>(heap_.allocate(slotCount_ * sizeof(uint32_t)));
    std::fill_n(slots_, slotCount_, 0u);
    for (uint32_t i = 0; i < count_; ++i)
      insert(i);
  } else if (slots_) {
    insert(count_ - 1);
  }
}

void Members::set(std::string_view key, Value value) {
  if (Value *old = find(key))
    *old = value;
  else
    set(heap_.key(key), value);
}

void Members::setAll(const asl_object &object) {
  uint32_t i = 0;
  if (!count_ && object.count < hashedFrom) { // no two keys of an object are the same
    reserve(object.count);
    std::copy_n(object.keys, object.count, keys_);
    std::copy_n(object.values, object.count, object_->values);
    count_ = i = object.count;
  }
  for (; i < object.count; ++i)
    set(object.keys[i], object.values[i]);
}

Value Members::finish() {
  reserve(1); // an object has its keys, also when there are none
  object_->count = count_;
  return bounded(heap_, heap_.finish(object_));
}

OrderedMembers::OrderedMembers(Value object) : object_(object.object) {
  auto indexOf = [](std::string_view key) -> std::optional<uint64_t> {
    if (key.empty() || key.size() > 10 || (key[0] == '0' && key.size() > 1))
      return std::nullopt;
    uint64_t index = 0;
    for (char c : key) {
      if (c < '0' || c > '9')
        return std::nullopt;
      index = index * 10 + static_cast<uint64_t>(c - '0');
    }
    return index < 0xFFFFFFFFull ? std::optional(index) : std::nullopt;
  };
  std::vector<std::pair<uint64_t, uint32_t>> indexes;
  for (uint32_t i = 0; i < object_->count; ++i)
    if (auto index = indexOf(text(object_->keys[i])))
      indexes.emplace_back(*index, i);
  if (indexes.empty())
    return;
  std::sort(indexes.begin(), indexes.end());
  for (auto [index, at] : indexes)
    order_.push_back(at);
  for (uint32_t i = 0; i < object_->count; ++i)
    if (!indexOf(text(object_->keys[i])))
      order_.push_back(i);
}

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

namespace {

/// How numbers with a fraction are written.
enum class Fractions : uint8_t { Rounded, Exact };

/// Writes a value as JSON.stringify does, numbers as ECMAScript writes them.
class TextWriter {
public:
  TextWriter(bool pretty, Fractions fractions) : pretty_(pretty), fractions_(fractions) {}
  std::string out;
  Value infinite = undefined(); ///< a number inside that has no text

  void write(Value value, unsigned indent) {
    switch (value.tag) {
    case ASL_INTEGER:
    case ASL_DOUBLE:
    case ASL_DECIMAL:
      number(value);
      break;
    case ASL_ARRAY:
      group('[', ']', length(value), indent,
            [&](uint32_t i) { write(item(value, i), indent + 1); });
      break;
    case ASL_OBJECT: {
      OrderedMembers members(value);
      group('{', '}', members.size(), indent, [&](uint32_t i) {
        json::append(out, asl::string(members.key(i)));
        out += pretty_ ? ": " : ":";
        write(members.value(i), indent + 1);
      });
      break;
    }
    case ASL_FUNCTION:
      out += "\"\"";
      break;
    default:
      json::append(out, value);
    }
  }

private:
  void number(Value value) {
    double number = toDouble(value);
    if (!std::isfinite(number)) {
      infinite = value;
      out += "null";
      return;
    }
    bool isRounded = fractions_ == Fractions::Rounded && number != std::trunc(number);
    out += numberText(isRounded ? toPrecision15(number) : number);
  }
  template <typename Each>
  void group(char open, char close, uint32_t count, unsigned indent, Each each) {
    out += open;
    for (uint32_t i = 0; i < count; ++i) {
      if (i)
        out += ',';
      if (pretty_)
        newLine(indent + 1);
      each(i);
    }
    if (pretty_ && count)
      newLine(indent);
    out += close;
  }
  void newLine(unsigned indent) {
    out += '\n';
    out.append(2 * indent, ' ');
  }
  bool pretty_;
  Fractions fractions_;
};

/// The largest integer up to which each has a double of its own.
constexpr int64_t exactIntegers = int64_t(1) << 53;

} // namespace

Value toText(Heap &heap, Value value, bool pretty) {
  if (value.size > maxTextBytes && !isString(value))
    return outOfMemory(heap);
  switch (value.tag) {
  case ASL_STRING:
    return value;
  case ASL_FUNCTION:
    return heap.string("");
  case ASL_INTEGER: {
    if (value.integer > exactIntegers || value.integer < -exactIntegers)
      break;
    asl_string *digits = heap.rawString(value.size);
    std::to_chars(digits->bytes, digits->bytes + value.size, value.integer);
    digits->size = value.size + 2;
    return string(digits);
  }
  case ASL_DOUBLE:
    if (!std::isfinite(value.number))
      return fail(heap, "D3001", {.value = value});
    break;
  default:
    break;
  }
  TextWriter writer(pretty, Fractions::Rounded);
  writer.write(value, 0);
  if (!isUndefined(writer.infinite))
    return fail(heap, "D1001", {.value = writer.infinite});
  return heap.string(writer.out);
}

std::string toJson(Value value) {
  TextWriter writer(false, Fractions::Exact);
  writer.write(value, 0);
  return writer.out;
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
