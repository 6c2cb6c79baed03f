// A hash that is the same on every machine and in every version: for names of files and findings.
#pragma once

#include <cstdint>
#include <string_view>

namespace asl {

/// FNV-1a with 64 bits. Not for tables that foreign texts are put into: collisions are easy to
/// make.
class StableHash {
public:
  /// Adds the bytes of `text`. Two calls give the same hash as one with both texts: where that
  /// matters, add a separator with `addByte`.
  constexpr StableHash &add(std::string_view text) {
    for (char c : text)
      addByte(static_cast<unsigned char>(c));
    return *this;
  }
  constexpr StableHash &addByte(unsigned char byte) {
    value_ = (value_ ^ byte) * 0x100000001b3u;
    return *this;
  }
  constexpr uint64_t value() const { return value_; }

private:
  uint64_t value_ = 0xcbf29ce484222325u;
};

} // namespace asl
