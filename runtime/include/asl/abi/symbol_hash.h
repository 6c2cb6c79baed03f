// The hash of a module's symbol table: the compiler lays the table out with it, the runtime
// looks keys up with it, so both must see this one definition.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace asl {

/// Up to 7 bytes as a little-endian number. Short keys are most keys: no call, no loop.
inline uint64_t symbolTail(const char *at, size_t count) {
  if (count >= 4) {
    uint32_t low, high;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + count - 4, 4);
    return low | static_cast<uint64_t>(high) << ((count - 4) * 8);
  }
  if (count == 0)
    return 0;
  auto byte = [&](size_t index) {
    return static_cast<uint64_t>(static_cast<unsigned char>(at[index])) << (index * 8);
  };
  return byte(0) | byte(count / 2) | byte(count - 1);
}

/// Hash of the whole UTF-8 text of a key. Two keys with one hash cannot be told apart by the table,
/// so the compiler chooses a `salt` under which all keys of its machine differ.
inline uint32_t symbolHash(std::string_view key, uint32_t salt) {
  uint64_t hash = (0xcbf29ce484222325ull + salt) ^ (key.size() * 0x9E3779B97F4A7C15ull);
  const char *at = key.data();
  size_t left = key.size();
  while (left >= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    hash = (hash ^ word) * 0xff51afd7ed558ccdull;
    hash ^= hash >> 32;
    at += 8;
    left -= 8;
  }
  hash = (hash ^ symbolTail(at, left)) * 0xc4ceb9fe1a85ec53ull;
  return static_cast<uint32_t>(hash >> 32);
}

/// Where the key of that hash lies in asl_symbols::slots. The seed of a hash's bucket is
/// multiplied, not xored, so that it can also part two keys whose low bits agree.
inline uint32_t symbolSlot(uint32_t hash, const uint32_t *seeds, uint32_t seedMask,
                           uint32_t slotMask) {
  return static_cast<uint32_t>(uint64_t(hash) * seeds[hash & seedMask] >> 32) & slotMask;
}

} // namespace asl
