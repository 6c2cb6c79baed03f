// Copying and comparing texts that are short most of the time, without a call to the C library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace asl {

/// std::memcpy for what is short most of the time: without a call up to 16 bytes.
inline void copyShort(char *to, const char *from, size_t count) {
  auto ends = [&]<typename Word>(Word) {
    Word first, last;
    std::memcpy(&first, from, sizeof(Word));
    std::memcpy(&last, from + count - sizeof(Word), sizeof(Word));
    std::memcpy(to, &first, sizeof(Word));
    std::memcpy(to + count - sizeof(Word), &last, sizeof(Word));
  };
  if (count > 16)
    std::memcpy(to, from, count);
  else if (count >= 8)
    ends(uint64_t());
  else if (count >= 4)
    ends(uint32_t());
  else if (count >= 2)
    ends(uint16_t());
  else if (count == 1)
    *to = *from;
}

/// Equality of texts, likewise.
inline bool sameShort(std::string_view a, std::string_view b) {
  if (a.size() != b.size())
    return false;
  size_t count = a.size();
  auto ends = [&]<typename Word>(Word) {
    Word firstA, firstB, lastA, lastB;
    std::memcpy(&firstA, a.data(), sizeof(Word));
    std::memcpy(&firstB, b.data(), sizeof(Word));
    std::memcpy(&lastA, a.data() + count - sizeof(Word), sizeof(Word));
    std::memcpy(&lastB, b.data() + count - sizeof(Word), sizeof(Word));
    return ((firstA ^ firstB) | (lastA ^ lastB)) == 0;
  };
  if (count > 16)
    return std::memcmp(a.data(), b.data(), count) == 0;
  if (count >= 8)
    return ends(uint64_t());
  if (count >= 4)
    return ends(uint32_t());
  if (count >= 2)
    return ends(uint16_t());
  return count == 0 || a[0] == b[0];
}

} // namespace asl
