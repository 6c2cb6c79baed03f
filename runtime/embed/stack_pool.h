// Stacks of fibers, kept for the next one.
#pragma once

#include <boost/context/protected_fixedsize_stack.hpp>

#include <cstddef>
#include <memory>
#include <mutex>
#include <vector>

namespace asl::embed {

/// Making a stack costs several system calls; most handlers are short. Any thread.
class StackPool {
public:
  explicit StackPool(size_t bytes) : make_(bytes) {}
  ~StackPool();
  StackPool(const StackPool &) = delete;
  StackPool &operator=(const StackPool &) = delete;

  boost::context::stack_context take(); ///< throws std::bad_alloc
  void giveBack(boost::context::stack_context stack);

private:
  static constexpr size_t kKept = 256;
  boost::context::protected_fixedsize_stack make_;
  std::mutex mutex_;
  std::vector<boost::context::stack_context> spare_;
};

} // namespace asl::embed
