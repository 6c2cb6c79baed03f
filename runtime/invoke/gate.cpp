#include "runtime/invoke/gate.h"

#include <utility>

namespace asl::invoke {

void Gate::enter(std::function<void()> go) {
  {
    std::lock_guard hold(mutex_);
    if (most_ != 0 && inside_ == most_)
      return waiting_.push_back(std::move(go));
    ++inside_;
  }
  go();
}

void Gate::leave() {
  std::function<void()> next;
  {
    std::lock_guard hold(mutex_);
    --inside_;
    if (waiting_.empty())
      return;
    ++inside_;
    next = std::move(waiting_.front());
    waiting_.pop_front();
  }
  next();
}

} // namespace asl::invoke
