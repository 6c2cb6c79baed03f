// A binary heap in which entries and slots refer to each other, so that any entry can be removed.
#include "runtime/exec/timer.h"

namespace asl::exec {

TimerId Timers::start(int64_t deadlineMs, TimerTarget target) {
  uint32_t slot = slots_[0].index;
  if (slot != 0) {
    slots_[0].index = slots_[slot].index;
  } else {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  }
  auto index = static_cast<uint32_t>(entries_.size());
  entries_.push_back({deadlineMs, ++sequence_, slot});
  slots_[slot] = {target.fire, target.object, target.argument, index};
  siftUp(index);
  return slot;
}

void Timers::cancel(TimerId &id) {
  if (id == 0)
    return;
  remove(slots_[id].index);
  id = 0;
}

std::optional<int64_t> Timers::next() const {
  if (entries_.empty())
    return std::nullopt;
  return entries_.front().deadlineMs;
}

std::optional<TimerTarget> Timers::takeDue(int64_t nowMs) {
  if (entries_.empty() || entries_.front().deadlineMs > nowMs)
    return std::nullopt;
  const Slot &slot = slots_[entries_.front().slot];
  TimerTarget target{slot.fire, slot.object, slot.argument};
  remove(0);
  return target;
}

void Timers::put(uint32_t index, const Entry &entry) {
  entries_[index] = entry;
  slots_[entry.slot].index = index;
}

void Timers::siftUp(uint32_t index) {
  Entry entry = entries_[index];
  while (index > 0 && entry.before(entries_[(index - 1) / 2])) {
    put(index, entries_[(index - 1) / 2]);
    index = (index - 1) / 2;
  }
  put(index, entry);
}

void Timers::siftDown(uint32_t index) {
  Entry entry = entries_[index];
  auto count = static_cast<uint32_t>(entries_.size());
  for (uint32_t child = 2 * index + 1; child < count; child = 2 * index + 1) {
    if (child + 1 < count && entries_[child + 1].before(entries_[child]))
      ++child;
    if (!entries_[child].before(entry))
      break;
    put(index, entries_[child]);
    index = child;
  }
  put(index, entry);
}

void Timers::remove(uint32_t index) {
  uint32_t slot = entries_[index].slot;
  slots_[slot].index = slots_[0].index;
  slots_[0].index = slot;
  Entry last = entries_.back();
  entries_.pop_back();
  if (index == entries_.size())
    return;
  put(index, last);
  siftUp(index);
  siftDown(slots_[last.slot].index);
}

} // namespace asl::exec
