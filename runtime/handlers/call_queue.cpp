// Stacks for calls in order of arrival.
#include "runtime/handlers/call_queue.h"

#include "runtime/handlers/call.h"

namespace asl::handlers {

std::optional<Stack> CallQueue::enter(const std::shared_ptr<Call> &call) {
  std::lock_guard lock(mutex_);
  // Queued calls come first: the system may have memory for them now.
  std::optional<Stack> stack;
  while (out_ < most_ && (stack = stacks_.take())) {
    ++out_;
    if (waiting_.empty())
      return stack;
    waiting_.begin()->second->grant(*stack);
    waiting_.erase(waiting_.begin());
  }
  call->ticket = ++lastTicket_;
  waiting_.emplace(call->ticket, call);
  return std::nullopt;
}

bool CallQueue::leave(const Call &call) {
  std::lock_guard lock(mutex_);
  return waiting_.erase(call.ticket) != 0;
}

void CallQueue::giveBack(Stack stack) {
  std::lock_guard lock(mutex_);
  if (!waiting_.empty()) {
    waiting_.begin()->second->grant(stack);
    waiting_.erase(waiting_.begin());
    return;
  }
  --out_;
  stacks_.giveBack(stack);
}

} // namespace asl::handlers
