// Lists and objects that grow, and the limits of what an evaluation may make.
#include "runtime/expr/jsonata/eval/core.h"

#include "runtime/expr/jsonata/eval/evaluation.h"
#include "runtime/support/short_text.h"
#include "runtime/support/utf8.h"

#include <algorithm>

namespace asl::jsonata {

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
    weight += utf8::countUtf16Units(text(value));
  else
    ++weight;
  if (isArray(value))
    for (uint32_t i = 0; i < length(value) && weight <= most; ++i)
      weigh(item(value, i), most, weight);
  if (isObject(value))
    for (uint32_t i = 0; i < value.object->count && weight <= most; ++i) {
      weight += utf8::countUtf16Units(text(value.object->keys[i]));
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

} // namespace asl::jsonata
