// Numbers for the nodes of values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace asl::record {

/// Numbers things by their address, from 0 in the order in which they are added. An open hash
/// table.
class NodeTable {
public:
  static constexpr uint32_t kNone = 0xFFFFFFFF;

  /// The number of the thing at `address`; kNone: it has got the number `next()` just now.
  uint32_t findOrAdd(const void *address) {
    if ((used_ + 1) * 2 > slots_.size()) [[unlikely]]
      grow();
    for (size_t at = place(address);; at = (at + 1) & (slots_.size() - 1)) {
      Slot &slot = slots_[at];
      if (slot.address == address)
        return slot.number;
      if (slot.address != nullptr)
        continue;
      slot = {address, next_++};
      ++used_;
      return kNone;
    }
  }
  /// Gives the next number to the thing at `address`; one that has a number keeps it.
  void add(const void *address) {
    if (findOrAdd(address) != kNone)
      ++next_;
  }
  /// How many numbers were given.
  uint32_t next() const { return next_; }
  /// Forgets all addresses. Numbers run on.
  void forget();
  /// Forgets all addresses, and starts again at `next`.
  void restart(uint32_t next) {
    forget();
    next_ = next;
  }
  bool isEmpty() const { return used_ == 0; }

private:
  struct Slot {
    const void *address = nullptr;
    uint32_t number = 0;
  };
  size_t place(const void *address) const {
    return (reinterpret_cast<uintptr_t>(address) * 0x9E3779B97F4A7C15ull) >> shift_;
  }
  void grow();

  std::vector<Slot> slots_;
  size_t used_ = 0;
  unsigned shift_ = 64;
  uint32_t next_ = 0;
};

} // namespace asl::record
