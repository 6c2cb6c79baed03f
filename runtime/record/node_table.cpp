// The rare paths of the table of nodes.
#include "runtime/record/node_table.h"

#include <algorithm>
#include <bit>

namespace asl::record {
namespace {

constexpr size_t kLeastSlots = 64;
/// A table of more slots gives its memory back when it is forgotten.
constexpr size_t kMostSpareSlots = 4096;

} // namespace

void NodeTable::grow() {
  std::vector<Slot> before = std::move(slots_);
  slots_.assign(std::max(kLeastSlots, before.size() * 2), {});
  shift_ = static_cast<unsigned>(64 - std::countr_zero(slots_.size()));
  for (const Slot &slot : before) {
    if (slot.address == nullptr)
      continue;
    size_t at = place(slot.address);
    while (slots_[at].address != nullptr)
      at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }
}

void NodeTable::forget() {
  if (used_ == 0)
    return;
  used_ = 0;
  if (slots_.size() > kMostSpareSlots)
    slots_ = {};
  else
    std::fill(slots_.begin(), slots_.end(), Slot{});
}

} // namespace asl::record
