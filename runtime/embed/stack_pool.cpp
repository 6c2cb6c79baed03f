// Takes stacks from the system, and keeps those that come back.
#include "runtime/embed/stack_pool.h"

namespace asl::embed {

StackPool::~StackPool() {
  for (boost::context::stack_context &stack : spare_)
    make_.deallocate(stack);
}

boost::context::stack_context StackPool::take() {
  std::lock_guard lock(mutex_);
  if (spare_.empty())
    return make_.allocate();
  boost::context::stack_context stack = spare_.back();
  spare_.pop_back();
  return stack;
}

void StackPool::giveBack(boost::context::stack_context stack) {
  std::lock_guard lock(mutex_);
  if (spare_.size() < kKept)
    spare_.push_back(stack);
  else
    make_.deallocate(stack);
}

} // namespace asl::embed
