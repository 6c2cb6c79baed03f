// A binary heap whose entries know their slots and the other way round, so that any can be removed.
#include "runtime/exec/timer.h"

namespace asl::exec {

TimerId Timers::start(int64_t deadlineMs, TimerTarget target) {
  uint32_t slot = slots_[0].place;
  if (slot != 0) {
    slots_[0].place = slots_[slot].place;
  } else {
    slot = static_cast<uint32_t>(slots_.size());
    slots_.emplace_back();
  }
  slots_[slot].target = target;
  auto place = static_cast<uint32_t>(entries_.size());
  entries_.push_back({deadlineMs, ++sequence_, slot});
  slots_[slot].place = place;
  siftUp(place);
  return slot;
}

void Timers::cancel(TimerId &id) {
  if (id == 0)
    return;
  remove(slots_[id].place);
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
  TimerTarget target = slots_[entries_.front().slot].target;
  remove(0);
  return target;
}

void Timers::put(uint32_t place, const Entry &entry) {
  entries_[place] = entry;
  slots_[entry.slot].place = place;
}

void Timers::siftUp(uint32_t place) {
  Entry entry = entries_[place];
  while (place > 0 && entry.before(entries_[(place - 1) / 2])) {
    put(place, entries_[(place - 1) / 2]);
    place = (place - 1) / 2;
  }
  put(place, entry);
}

void Timers::siftDown(uint32_t place) {
  Entry entry = entries_[place];
  auto count = static_cast<uint32_t>(entries_.size());
  for (uint32_t child = 2 * place + 1; child < count; child = 2 * place + 1) {
    if (child + 1 < count && entries_[child + 1].before(entries_[child]))
      ++child;
    if (!entries_[child].before(entry))
      break;
    put(place, entries_[child]);
    place = child;
  }
  put(place, entry);
}

void Timers::remove(uint32_t place) {
  uint32_t slot = entries_[place].slot;
  slots_[slot].place = slots_[0].place;
  slots_[0].place = slot;
  Entry last = entries_.back();
  entries_.pop_back();
  if (place == entries_.size())
    return;
  put(place, last);
  siftUp(place);
  siftDown(slots_[last.slot].place);
}

} // namespace asl::exec
