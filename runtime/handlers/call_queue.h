// Limits how many calls have a stack; queues the others.
#pragma once

#include "runtime/handlers/fiber.h"
#include "runtime/handlers/stack_pool.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace asl::handlers {

class Call;

/// At most `most` calls have a stack, fewer when the system has no more memory. Further calls get
/// one in order of arrival. All members may be called from any thread.
class CallQueue final : public StackOwner {
public:
  CallQueue(size_t stackBytes, size_t most) : stacks_(stackBytes), most_(most == 0 ? 1 : most) {}

  /// Returns a stack for `call`, or nothing; Call::grant is then called when one is available.
  std::optional<Stack> enter(const std::shared_ptr<Call> &call);
  /// Removes a queued call. Returns false when it is not queued, or was granted a stack meanwhile.
  bool leave(const Call &call);
  /// Passes the stack to the next queued call, or to the pool.
  void giveBack(Stack stack) override;

private:
  StackPool stacks_;
  const size_t most_;
  std::mutex mutex_;
  size_t out_ = 0; ///< stacks in use
  uint64_t lastTicket_ = 0;
  std::map<uint64_t, std::shared_ptr<Call>> waiting_;
};

} // namespace asl::handlers
