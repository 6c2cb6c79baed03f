#include "runtime/service/turns.h"

#include <algorithm>
#include <utility>

namespace asl::service {

bool Turns::begin(uint64_t execution, const journal::Command &command) {
  std::lock_guard lock(mutex_);
  auto [entry, isFirst] = waiting_.try_emplace(execution);
  if (!isFirst)
    entry->second.push_back(command);
  return isFirst;
}

void Turns::end(uint64_t execution) {
  std::lock_guard lock(mutex_);
  auto entry = waiting_.find(execution);
  if (entry == waiting_.end())
    return;
  if (entry->second.empty()) {
    waiting_.erase(entry);
    return;
  }
  ready_.push_back(std::move(entry->second.front()));
  entry->second.pop_front();
  changed_.notify_all();
}

std::vector<journal::Command> Turns::next(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, patience, [this] { return isStopped_ || !ready_.empty(); });
  return std::exchange(ready_, {});
}

bool Turns::hasWaiting() const {
  std::lock_guard lock(mutex_);
  return !ready_.empty() || std::any_of(waiting_.begin(), waiting_.end(),
                                        [](const auto &each) { return !each.second.empty(); });
}

void Turns::stop() {
  std::lock_guard lock(mutex_);
  isStopped_ = true;
  changed_.notify_all();
}

bool Turns::isStopped() const {
  std::lock_guard lock(mutex_);
  return isStopped_;
}

} // namespace asl::service
