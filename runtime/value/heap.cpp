// The memory of one execution: blocks of an arena that grow in size, kept for the next execution.
#include "runtime/value/heap.h"

#include "asl/abi/symbol_hash.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <sys/random.h>
#include <time.h>

namespace asl {
namespace {

constexpr size_t kFirstBlockBytes = size_t(4) << 10;
constexpr size_t kLargestBlockBytes = size_t(1) << 20;
constexpr size_t kThresholdBytes = size_t(1) << 20;

uint64_t mix(uint64_t &state) {
  state += 0x9E3779B97F4A7C15ull;
  uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

/// An unpredictable seed. Each thread asks the system once.
uint64_t freshSeed() {
  thread_local uint64_t state = [] {
    uint64_t seed = 0;
    if (getrandom(&seed, sizeof seed, 0) != sizeof seed)
      seed = static_cast<uint64_t>(time(nullptr)) ^ reinterpret_cast<uintptr_t>(&seed);
    return seed;
  }();
  return mix(state);
}

/// A container whose text takes `size` bytes. `deepest` is the depth of the deepest value
/// in it.
Value container(uint8_t tag, uint64_t size, uint32_t deepest) {
  constexpr uint32_t most = std::numeric_limits<uint32_t>::max();
  constexpr uint32_t deepestKnown = std::numeric_limits<uint16_t>::max();
  bool isSizeKnown = size < most && deepest < ASL_DEPTH_LIMIT;
  return {isSizeKnown ? static_cast<uint32_t>(size) : most,
          tag,
          0,
          static_cast<uint16_t>(std::min(deepest + 1, deepestKnown)),
          {0}};
}

} // namespace

Heap::Heap(const asl_symbols *moduleSymbols, uint64_t seed)
    : asl_heap{moduleSymbols, 0, kThresholdBytes}, randomState_(seed ? seed : freshSeed()) {}

Heap::~Heap() { release(); }

std::atomic<size_t> Heap::ofAll_{0}, Heap::mostOfAll_{std::numeric_limits<size_t>::max()};
std::atomic<const Heap *> Heap::turn_{nullptr};

Heap::Block Heap::newBlock(size_t bytes) {
  auto *memory = static_cast<char *>(std::malloc(bytes));
  if (memory == nullptr) {
    std::fprintf(stderr, "out of memory: no %zu bytes for a value\n", bytes);
    std::abort();
  }
  // The many small heaps need not share a counter.
  if (bytes >= kLargestBlockBytes)
    ofAll_.fetch_add(bytes, std::memory_order_relaxed);
  return {memory, bytes};
}

void Heap::freeBlock(const Block &block) {
  if (block.second >= kLargestBlockBytes)
    ofAll_.fetch_sub(block.second, std::memory_order_relaxed);
  std::free(block.first);
}

void Heap::release() {
  endTurn();
  for (Block &block : blocks_)
    freeBlock(block);
  blocks_ = {};
  at_ = end_ = nullptr;
  inUse_ = spareBytes_ = used = 0;
}

size_t Heap::blockBytes() const {
  size_t bytes = 0;
  for (const Block &block : blocks_)
    bytes += block.second;
  return bytes;
}

void Heap::freeSpare() {
  for (size_t i = inUse_; i < blocks_.size(); ++i)
    freeBlock(blocks_[i]);
  blocks_.resize(inUse_);
  spareBytes_ = 0;
}

void Heap::startBlock(size_t index) {
  std::swap(blocks_[inUse_], blocks_[index]);
  Block &block = blocks_[inUse_++];
  at_ = block.first;
  end_ = at_ + block.second;
}

void Heap::grow(size_t bytes) {
  for (size_t i = inUse_; i < blocks_.size(); ++i)
    if (blocks_[i].second >= bytes) {
      spareBytes_ -= blocks_[i].second;
      return startBlock(i);
    }
  size_t usual = inUse_ == 0 ? kFirstBlockBytes
                             : std::clamp(blocks_[inUse_ - 1].second * 2, kFirstBlockBytes,
                                          kLargestBlockBytes);
  blocks_.push_back(newBlock(std::max(usual, bytes)));
  startBlock(blocks_.size() - 1);
}

void Heap::addSpare(Block block, size_t most) {
  if (spareBytes_ + block.second > most) {
    freeBlock(block);
    return;
  }
  spareBytes_ += block.second;
  blocks_.push_back(block);
}

void Heap::reset(const asl_symbols *newSymbols, uint64_t seed, size_t spare) {
  symbols = newSymbols;
  used = 0;
  threshold = kThresholdBytes;
  randomState_ = seed ? seed : freshSeed();
  at_ = end_ = nullptr;
  if (inUse_ == 0)
    return;
  std::vector<Block> before;
  before.swap(blocks_);
  blocks_.reserve(inUse_);
  // What the last execution did not need, the next one is not likely to need either.
  for (size_t i = inUse_; i < before.size(); ++i)
    freeBlock(before[i]);
  before.resize(inUse_);
  inUse_ = spareBytes_ = 0;
  for (Block &block : before)
    addSpare(block, spare);
}

const asl_string *Heap::findSymbol(std::string_view text) const {
  if (symbols == nullptr || symbols->count == 0)
    return nullptr;
  uint32_t hash = symbolHash(text, symbols->salt);
  const asl_string *symbol =
      symbols->slots[symbolSlot(hash, symbols->seeds, symbols->seed_mask, symbols->slot_mask)];
  return symbol != nullptr && asl::text(symbol) == text ? symbol : nullptr;
}

const asl_string *Heap::key(std::string_view text) {
  if (const asl_string *symbol = findSymbol(text))
    return symbol;
  return string(text).string;
}

asl_string *Heap::rawString(size_t length) {
  auto *result = static_cast<asl_string *>(allocate(sizeof(asl_string) + length));
  result->length = static_cast<uint32_t>(length);
  result->symbol = 0;
  return result;
}

Value Heap::finish(asl_string *string) {
  string->size = quotedSize(asl::text(string));
  return asl::string(string);
}

Value Heap::string(std::string_view text) {
  asl_string *result = rawString(text.size());
  if (!text.empty())
    std::memcpy(result->bytes, text.data(), text.size());
  return finish(result);
}

asl_array *Heap::rawArray(size_t count) {
  auto *result = static_cast<asl_array *>(
      allocate(sizeof(asl_array) + std::max<size_t>(count, 1) * sizeof(Value)));
  result->count = static_cast<uint32_t>(count);
  result->reserved = 0;
  return result;
}

Value Heap::finish(asl_array *array) {
  uint64_t size = 2 + (array->count > 0 ? array->count - 1 : 0);
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < array->count; ++i) {
    size += array->items[i].size;
    deepest = std::max(deepest, depthOf(array->items[i]));
  }
  Value v = container(ASL_ARRAY, size, deepest);
  v.array = array;
  return v;
}

asl_object *Heap::rawObject(const asl_string *const *keys, size_t count) {
  auto *result = static_cast<asl_object *>(allocate(sizeof(asl_object) + count * sizeof(Value)));
  result->count = static_cast<uint32_t>(count);
  result->reserved = 0;
  result->keys = keys;
  return result;
}

Value Heap::finish(asl_object *object) {
  uint64_t size = 2 + (object->count > 0 ? 2 * uint64_t(object->count) - 1 : 0);
  uint32_t deepest = 0;
  for (uint32_t i = 0; i < object->count; ++i) {
    size += uint64_t(object->keys[i]->size) + object->values[i].size;
    deepest = std::max(deepest, depthOf(object->values[i]));
  }
  Value v = container(ASL_OBJECT, size, deepest);
  v.object = object;
  return v;
}

Value Heap::object(std::span<const asl_string *const> keys, std::span<const Value> values) {
  auto **ownKeys =
      static_cast<const asl_string **>(allocate(keys.size() * sizeof(const asl_string *)));
  std::copy(keys.begin(), keys.end(), ownKeys);
  asl_object *result = rawObject(ownKeys, values.size());
  std::copy(values.begin(), values.end(), result->values);
  return finish(result);
}

asl_error *Heap::rawError(std::string_view name, std::string_view cause, bool raised, bool fatal) {
  auto *error = static_cast<asl_error *>(allocate(sizeof(asl_error)));
  *error = asl_error{string(name), string(cause), raised, fatal, 0, {}, nullptr, undefined()};
  return error;
}

Value Heap::error(std::string_view name, std::string_view cause, bool raised, bool fatal) {
  return finish(rawError(name, cause, raised, fatal));
}

Value Heap::finish(asl_error *error) {
  Value v{0, ASL_ERROR, 0, 0, {0}};
  v.error = error;
  return v;
}

uint64_t Heap::random() { return mix(randomState_); }

double Heap::randomUnit() { return static_cast<double>(random() >> 11) * 0x1p-53; }

} // namespace asl
