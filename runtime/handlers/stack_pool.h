// Memory for the stacks of fibers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace asl::handlers {

struct Stack {
  char *bottom = nullptr; ///< lowest address
  size_t bytes = 0;
  /// The page below the stack is write-protected, so that an overflow ends the process at once.
  bool guarded = false;
};

/// Ends the process with a message when code has written below the stack. For stacks that are not
/// guarded.
void checkOverflow(const Stack &stack);

/// Allocates many stacks at once, in slabs, and keeps them for reuse. The system provides memory
/// only for pages that are used. Used by one thread at a time.
///
/// The page below each stack is a guard. Guards of Linux 6.13 and later cost nothing. On older
/// systems each costs two of the mappings that a process may have (vm.max_map_count, by default
/// 65,530), so only the first stacks of a process have one; for the others checkOverflow inspects
/// the page.
class StackPool {
public:
  /// Which kinds of guards to try. Tests disable some.
  enum class Guards : uint8_t { All, Mappings, None };

  static constexpr size_t kSmallest = 16 << 10, kLargest = size_t(1) << 30;

  /// `bytes` is the size of one stack, from kSmallest to kLargest; rounded up to pages. Allocates
  /// the first slab at once; throws std::bad_alloc when there is no memory for it.
  explicit StackPool(size_t bytes, Guards guards = Guards::All);
  /// All stacks must have been given back.
  ~StackPool();
  StackPool(const StackPool &) = delete;
  StackPool &operator=(const StackPool &) = delete;

  /// Returns nothing when the system has no more memory.
  std::optional<Stack> take();
  void giveBack(Stack stack);

private:
  struct Slab {
    char *begin;
    size_t carved; ///< number of stacks that were taken from it
  };
  bool addSlab();
  Stack carve(Slab &slab);
  bool guard(char *page);

  const size_t page_, stackBytes_, perSlab_;
  const Guards guards_;
  std::vector<Slab> slabs_;
  std::vector<Stack> warm_; ///< free stacks that keep their memory
  std::vector<Stack> cold_; ///< free stacks whose memory was returned to the system
  size_t mappedGuards_ = 0;
};

} // namespace asl::handlers
