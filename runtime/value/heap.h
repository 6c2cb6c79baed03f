// The memory of one execution: an arena, the machine's symbols, a random generator.
#pragma once

#include "asl/abi/abi.h"
#include "runtime/value/value.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace asl {

/// asl_heap as the runtime sees it. Memory is given back all at once: when the heap dies, is reset,
/// or is collected. One thread at a time. Generated code reaches it as asl_heap*; `of` goes the
/// other way.
///
/// Requirements of the collector on values: an array has room for at least one item and an object
/// for its `keys` (rawArray and object ensure this); the `keys` of objects that share them are the
/// same array from its first element on, of the same count; strings made here have symbol 0.
class Heap : public asl_heap {
public:
  /// `symbols` may be null (no key is a symbol then). `seed` 0 takes one from the system.
  explicit Heap(const asl_symbols *symbols, uint64_t seed = 0);
  ~Heap();
  Heap(const Heap &) = delete;
  Heap &operator=(const Heap &) = delete;
  static Heap &of(asl_heap *heap) { return *static_cast<Heap *>(heap); }

  /// `bytes` of memory aligned to 8; never null (out of memory ends the process).
  void *allocate(size_t bytes) {
    bytes = (bytes + 7) & ~size_t(7);
    if (static_cast<size_t>(end_ - at_) < bytes) [[unlikely]]
      grow(bytes);
    char *result = at_;
    at_ += bytes;
    used += bytes;
    return result;
  }

  /// A string value with a copy of `text` (valid UTF-8).
  Value string(std::string_view text);
  /// Room for `length` bytes to fill, then `finish` computes its size.
  asl_string *rawString(size_t length);
  Value finish(asl_string *string);
  /// The key for `text`: the machine's symbol when it has one, else a fresh asl_string.
  const asl_string *key(std::string_view text);
  const asl_string *findSymbol(std::string_view text) const;
  asl_array *rawArray(size_t count); ///< items uninitialised
  Value finish(asl_array *array);    ///< sums the sizes
  /// An object with copies of `keys` and `values`. Keys must be unique by text, and symbols where
  /// the machine has one (see `key`).
  Value object(std::span<const asl_string *const> keys, std::span<const Value> values);
  /// Room for `count` values under `keys`, which is not copied: constant data or an array of this
  /// heap.
  asl_object *rawObject(const asl_string *const *keys, size_t count);
  Value finish(asl_object *object); ///< sums the sizes

  Value error(std::string_view name, std::string_view cause, bool raised, bool fatal);
  /// An error to fill in, then `finish`.
  asl_error *rawError(std::string_view name, std::string_view cause, bool raised, bool fatal);
  static Value finish(asl_error *error);

  uint64_t random();   ///< 64 random bits
  double randomUnit(); ///< in [0, 1)
  /// The state of the generator; setting it repeats the numbers.
  uint64_t randomState() const { return randomState_; }
  void setRandomState(uint64_t state) { randomState_ = state; }

  /// Copies everything reachable from `roots` to fresh memory and frees the rest; roots are
  /// updated. Structure that is shared stays shared. Constant data of the module is left where it
  /// is.
  void collect(std::span<Value *const> roots);
  /// Forgets all values and frees their memory.
  void release();
  /// A heap keeps no more than this for later.
  static constexpr size_t kSpareBytes = size_t(8) << 20;
  /// Forgets all values but keeps memory for the next execution: at most `spare` bytes.
  void reset(const asl_symbols *newSymbols, uint64_t seed, size_t spare = kSpareBytes);
  /// The memory kept for later.
  size_t spareBytes() const { return spareBytes_; }
  /// The memory of all blocks.
  size_t blockBytes() const;
  void freeSpare();

  // ---- All heaps of the process ----
  /// Sets how much they should have together. By default they have no limit. Evaluations of
  /// expressions keep to it, see jsonata::Evaluation::outOfMemory.
  static void limitAll(size_t bytes) { mostOfAll_ = bytes; }
  /// Whether they have more than that.
  static bool areAllTooLarge() { return ofAll_ > mostOfAll_; }
  /// Whether they have more than half of it, so that large ones should grow one after the other.
  static bool areAllLarge() { return ofAll_ > mostOfAll_ / 2; }
  /// When they are too large, one heap at a time may grow all the same, so that what needs memory
  /// can end and give it back: whether this is the one. It is until `endTurn`.
  bool takeTurn() const {
    const Heap *whose = nullptr;
    return turn_.compare_exchange_strong(whose, this) || whose == this;
  }
  void endTurn() const {
    if (turn_.load(std::memory_order_relaxed) == this)
      turn_.store(nullptr);
  }
  /// The limit does not concern a heap, or an evaluation, with less than this.
  static constexpr size_t kLargeBytes = size_t(32) << 20;

private:
  friend class Collection;
  using Block = std::pair<char *, size_t>;
  void grow(size_t bytes);
  void startBlock(size_t index);
  void addSpare(Block block, size_t most = kSpareBytes);
  static Block newBlock(size_t bytes);
  static void freeBlock(const Block &block);

  static std::atomic<size_t> ofAll_, mostOfAll_;
  static std::atomic<const Heap *> turn_;
  char *at_ = nullptr;
  char *end_ = nullptr;
  std::vector<Block> blocks_; ///< those before `inUse_` hold values, the others are spare
  size_t inUse_ = 0;
  size_t spareBytes_ = 0;
  uint64_t randomState_ = 0;
};

} // namespace asl
