// Lays out a perfect hash: keys fall into buckets by the low bits of their hash, and each bucket
// gets a seed that sends all its keys to free slots. Large buckets choose first, while there is
// most room.
#include "compiler/codegen/symbol_table.h"

#include "asl/abi/symbol_hash.h"

#include "llvm/Support/MathExtras.h"

#include <algorithm>
#include <optional>

using namespace aslc::codegen;

namespace {

/// A key as the layout sees it: its number, and its hash under the salt that is being tried.
struct Entry {
  uint32_t hash;
  uint32_t number;
};
using Bucket = std::vector<Entry>;

constexpr uint32_t seedTries = 1u << 16;

/// Puts the bucket's keys into free slots under `seed`; leaves `slots` alone when that fails.
bool place(const Bucket &bucket, uint32_t seed, std::vector<uint32_t> &slots) {
  const auto slotMask = static_cast<uint32_t>(slots.size() - 1);
  for (size_t i = 0; i < bucket.size(); ++i) {
    uint32_t slot = asl::symbolSlot(bucket[i].hash, &seed, 0, slotMask);
    if (slots[slot] == 0) {
      slots[slot] = bucket[i].number;
      continue;
    }
    for (size_t k = 0; k < i; ++k)
      slots[asl::symbolSlot(bucket[k].hash, &seed, 0, slotMask)] = 0;
    return false;
  }
  return true;
}

bool hasEqualHashes(std::vector<Entry> &entries) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry &a, const Entry &b) { return a.hash < b.hash; });
  return std::adjacent_find(entries.begin(), entries.end(), [](const Entry &a, const Entry &b) {
           return a.hash == b.hash;
         }) != entries.end();
}

/// The seeds and slots for hashes that all differ, or nothing when some bucket finds no seed.
std::optional<SymbolTable::Layout> tryLayout(const std::vector<Entry> &entries) {
  const auto count = static_cast<uint32_t>(entries.size());
  SymbolTable::Layout layout;
  layout.seeds.assign(llvm::PowerOf2Ceil(std::max(1u, count / 2)), 0);
  layout.slots.assign(llvm::PowerOf2Ceil(std::max(1u, count + count / 2)), 0);

  std::vector<Bucket> buckets(layout.seeds.size());
  for (const Entry &entry : entries)
    buckets[entry.hash & (buckets.size() - 1)].push_back(entry);
  std::vector<uint32_t> order(buckets.size());
  for (uint32_t i = 0; i < order.size(); ++i)
    order[i] = i;
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    return std::pair(buckets[b].size(), a) < std::pair(buckets[a].size(), b);
  });

  for (uint32_t index : order) {
    if (buckets[index].empty())
      break;
    uint32_t attempt = 1;
    // Odd multipliers far apart, so that consecutive tries send the keys to unrelated slots.
    while (attempt <= seedTries && !place(buckets[index], attempt * 0x9E3779B1u | 1, layout.slots))
      ++attempt;
    if (attempt > seedTries)
      return std::nullopt;
    layout.seeds[index] = attempt * 0x9E3779B1u | 1;
  }
  return layout;
}

} // namespace

uint32_t SymbolTable::add(llvm::StringRef key) {
  return numbers_.try_emplace(key, size() + 1).first->second;
}

SymbolTable::Layout SymbolTable::layout() const {
  for (uint32_t salt = 0;; ++salt) {
    std::vector<Entry> entries;
    entries.reserve(numbers_.size());
    for (const auto &item : numbers_)
      entries.push_back(
          {asl::symbolHash({item.getKeyData(), item.getKeyLength()}, salt), item.getValue()});
    if (hasEqualHashes(entries))
      continue;
    if (std::optional<Layout> layout = tryLayout(entries)) {
      layout->salt = salt;
      return *layout;
    }
  }
}
