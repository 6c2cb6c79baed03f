// A symbol table for tests. Tries seeds until every key has its own slot.
#pragma once

#include "asl/abi/abi.h"
#include "asl/abi/symbol_hash.h"
#include "runtime/value/value.h"

#include <cstdlib>
#include <string_view>
#include <vector>

namespace asl::test {

class Symbols {
public:
  explicit Symbols(const std::vector<std::string_view> &keys) : table_{} {
    uint32_t slots = 4;
    while (slots < keys.size() * 4)
      slots *= 2;
    seeds_.assign(slots, 1);
    slots_.assign(slots, nullptr);
    std::vector<std::vector<asl_string *>> buckets(slots);
    for (std::string_view key : keys)
      if (find(key) == nullptr)
        buckets[symbolHash(key, 0) & (slots - 1)].push_back(make(key));
    for (uint32_t bucket = 0; bucket < slots; ++bucket)
      while (!place(buckets[bucket], bucket, slots - 1))
        ++seeds_[bucket];
    table_ = {static_cast<uint32_t>(strings_.size()),
              slots - 1,
              slots - 1,
              0,
              seeds_.data(),
              slots_.data()};
  }
  ~Symbols() {
    for (asl_string *string : strings_)
      std::free(string);
  }
  Symbols(const Symbols &) = delete;
  Symbols &operator=(const Symbols &) = delete;

  const asl_symbols *table() const { return &table_; }
  const asl_string *find(std::string_view key) const {
    for (const asl_string *string : strings_)
      if (text(string) == key)
        return string;
    return nullptr;
  }

private:
  asl_string *make(std::string_view key) {
    auto *string = static_cast<asl_string *>(std::malloc(sizeof(asl_string) + key.size()));
    strings_.push_back(string);
    string->length = static_cast<uint32_t>(key.size());
    string->size = quotedSize(key);
    string->symbol = static_cast<uint32_t>(strings_.size());
    std::memcpy(string->bytes, key.data(), key.size());
    return string;
  }

  /// Places the keys of one bucket by its seed; undoes this when a slot is taken.
  bool place(const std::vector<asl_string *> &keys, uint32_t bucket, uint32_t mask) {
    std::vector<uint32_t> taken;
    for (asl_string *key : keys) {
      uint32_t hash = symbolHash(text(key), 0);
      uint32_t slot = symbolSlot(hash, seeds_.data(), mask, mask);
      if (slots_[slot] != nullptr) {
        for (uint32_t other : taken)
          slots_[other] = nullptr;
        return false;
      }
      slots_[slot] = key;
      taken.push_back(slot);
    }
    static_cast<void>(bucket);
    return true;
  }

  std::vector<asl_string *> strings_;
  std::vector<uint32_t> seeds_;
  std::vector<const asl_string *> slots_;
  asl_symbols table_;
};

} // namespace asl::test
