#include "runtime/invoke/gate.h"

#include <utility>

namespace asl::invoke {

void Gate::enter(std::function<void()> go) {
  {
    std::lock_guard hold(mutex_);
    if (most_ != 0 && (inside_ == most_ || !waiting_.empty()))
      return waiting_.push_back(std::move(go));
    ++inside_;
  }
  go();
}

void Gate::leave() {
  std::unique_lock hold(mutex_);
  --inside_;
  // What is admitted may leave at once: then it is this loop that admits the next.
  if (std::exchange(isAdmitting_, true))
    return;
  while (!waiting_.empty() && inside_ < most_) {
    ++inside_;
    std::function<void()> next = std::move(waiting_.front());
    waiting_.pop_front();
    hold.unlock();
    next();
    next = nullptr;
    hold.lock();
  }
  isAdmitting_ = false;
}

} // namespace asl::invoke
