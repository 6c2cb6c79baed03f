// Stacks of fibers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace asl::handlers {

struct Stack {
  char *bottom = nullptr; ///< lowest address
  size_t bytes = 0;
  /// The page below it cannot be written: an overflow ends the process at once.
  bool guarded = false;
};

/// Ends the process with a message when a handler has written below its stack: for stacks whose
/// page below can be written.
void checkOverflow(const Stack &stack);

/// Takes the memory of many stacks at once from the system, in slabs, and keeps it. Memory counts
/// when it is used. One thread at a time.
///
/// The page below each stack is a guard. Linux 6.13 has guards that cost nothing. Before, each
/// costs two of the mappings that a process may have (vm.max_map_count, by default 65,530), so only
/// the first stacks of a process have one, and of the others checkOverflow looks at the page.
class StackPool {
public:
  /// Which guards to try; tests leave some out.
  enum class Guards : uint8_t { All, Mappings, None };

  static constexpr size_t kSmallest = 16 << 10, kLargest = size_t(1) << 30;

  /// `bytes` are of one stack, from kSmallest to kLargest; rounded up to pages. Takes the first
  /// slab at once, so that there always are some stacks. Throws std::bad_alloc when there is no
  /// memory for it.
  explicit StackPool(size_t bytes, Guards guards = Guards::All);
  /// All stacks must have been given back.
  ~StackPool();
  StackPool(const StackPool &) = delete;
  StackPool &operator=(const StackPool &) = delete;

  /// Nothing when the system gives no more memory.
  std::optional<Stack> take();
  void giveBack(Stack stack);

private:
  struct Slab {
    char *begin;
    size_t carved; ///< so many stacks of it were handed out once
  };
  bool addSlab();
  Stack carve(Slab &slab);
  bool guard(char *page);

  const size_t page_, stackBytes_, perSlab_;
  const Guards guards_;
  std::vector<Slab> slabs_;
  std::vector<Stack> warm_; ///< spare ones whose memory is kept
  std::vector<Stack> cold_; ///< spare ones whose memory the system has back
  size_t mappedGuards_ = 0;
};

} // namespace asl::handlers
