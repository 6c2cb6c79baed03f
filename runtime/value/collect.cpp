// Garbage collection: what the roots reach is copied to fresh memory. A copied thing leaves its new
// address behind, so that what was shared stays shared.
#include "runtime/value/heap.h"

#include <algorithm>
#include <cassert>

namespace asl {

/// One run of Heap::collect. The walk keeps its own stack: values may be nested very deeply.
class Collection {
public:
  explicit Collection(Heap &heap) : heap_(heap) {
    size_t inUse = heap.inUse_;
    old_.assign(heap.blocks_.begin(), heap.blocks_.begin() + static_cast<ptrdiff_t>(inUse));
    std::sort(old_.begin(), old_.end());
    heap.blocks_.erase(heap.blocks_.begin(), heap.blocks_.begin() + static_cast<ptrdiff_t>(inUse));
    heap.inUse_ = 0;
    heap.at_ = heap.end_ = nullptr;
    heap.used = 0;
  }

  void run(std::span<Value *const> roots) {
    for (Value *root : roots)
      move(*root);
    while (!pending_.empty()) {
      auto [values, count] = pending_.back();
      pending_.pop_back();
      for (uint32_t i = 0; i < count; ++i)
        move(values[i]);
    }
    for (Heap::Block &block : old_)
      heap_.addSpare(block);
  }

private:
  /// Marks of what has moved: no count or symbol number is that large.
  static constexpr uint32_t kMoved = 0xFFFFFFFF;

  bool isOurs(const void *pointer) {
    auto *at = static_cast<const char *>(pointer);
    if (at >= lastFrom_ && at < lastTo_)
      return true;
    auto after =
        std::upper_bound(old_.begin(), old_.end(), at,
                         [](const char *p, const Heap::Block &block) { return p < block.first; });
    if (after == old_.begin())
      return false;
    --after;
    if (at >= after->first + after->second)
      return false;
    lastFrom_ = after->first;
    lastTo_ = after->first + after->second;
    return true;
  }

  /// Makes `value` refer to the copy of what it refers to, to be filled later where it holds values
  /// itself.
  void move(Value &value) {
    switch (value.tag) {
    case ASL_STRING:
    case ASL_DECIMAL:
      value.string = move(value.string);
      break;
    case ASL_ARRAY:
      value.array = move(value.array);
      break;
    case ASL_OBJECT:
      value.object = move(value.object);
      break;
    case ASL_ERROR:
      value.error = move(value.error);
      break;
    default:
      break;
    }
  }

  template <typename T> static T *forwarded(const void *place) {
    T *result;
    std::memcpy(&result, place, sizeof(T *));
    return result;
  }
  static void forward(const void *place, const void *target) {
    std::memcpy(const_cast<void *>(place), &target, sizeof(const void *));
  }

  const asl_string *move(const asl_string *from) {
    if (from == nullptr || !isOurs(from))
      return from;
    // The new address takes the place of length and size.
    if (from->symbol == kMoved)
      return forwarded<const asl_string>(from);
    asl_string *to = heap_.rawString(from->length);
    std::memcpy(static_cast<void *>(to), from, sizeof(asl_string) + from->length);
    const_cast<asl_string *>(from)->symbol = kMoved;
    forward(from, to);
    return to;
  }

  const asl_array *move(const asl_array *from) {
    if (!isOurs(from))
      return from;
    if (from->reserved == kMoved)
      return forwarded<const asl_array>(from->items);
    asl_array *to = heap_.rawArray(from->count);
    std::memcpy(to->items, from->items, from->count * sizeof(Value));
    const_cast<asl_array *>(from)->reserved = kMoved;
    forward(from->items, to);
    pending_.emplace_back(to->items, to->count);
    return to;
  }

  const asl_object *move(const asl_object *from) {
    if (!isOurs(from))
      return from;
    if (from->reserved == kMoved)
      return forwarded<const asl_object>(&from->keys);
    asl_object *to = heap_.rawObject(moveKeys(from->keys, from->count), from->count);
    std::memcpy(to->values, from->values, from->count * sizeof(Value));
    const_cast<asl_object *>(from)->reserved = kMoved;
    forward(&from->keys, to);
    pending_.emplace_back(to->values, to->count);
    return to;
  }

  /// A moved array of keys holds its new address, with the lowest bit set, in its first element.
  const asl_string *const *moveKeys(const asl_string *const *from, uint32_t count) {
    if (count == 0 || !isOurs(from))
      return from;
    auto first = reinterpret_cast<uintptr_t>(from[0]);
    if (first & 1)
      return reinterpret_cast<const asl_string *const *>(first & ~uintptr_t(1));
    auto **to = static_cast<const asl_string **>(heap_.allocate(count * sizeof(*from)));
    for (uint32_t i = 0; i < count; ++i)
      to[i] = move(from[i]);
    const_cast<const asl_string **>(from)[0] =
        reinterpret_cast<const asl_string *>(reinterpret_cast<uintptr_t>(to) | 1);
    return to;
  }

  /// Errors are few and short-lived: they are not kept shared.
  const asl_error *move(const asl_error *from) {
    if (!isOurs(from))
      return from;
    auto *to = static_cast<asl_error *>(heap_.allocate(sizeof(asl_error)));
    *to = *from;
    move(to->name);
    move(to->cause);
    move(to->detail);
    to->location = move(to->location);
    return to;
  }

  Heap &heap_;
  std::vector<Heap::Block> old_; ///< sorted by address
  const char *lastFrom_ = nullptr;
  const char *lastTo_ = nullptr;
  std::vector<std::pair<Value *, uint32_t>> pending_;
};

void Heap::collect(std::span<Value *const> roots) {
  if (inUse_ == 0)
    return;
  Collection(*this).run(roots);
  // What is alive may be doubled before it is worth looking again.
  constexpr size_t kLeast = size_t(1) << 20;
  threshold = std::max(kLeast, used);
  used = 0;
}

} // namespace asl
