// Which calls have a stack, and which wait for one.
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

/// At most `most` calls have a stack, fewer when the system gives no more memory; the others have
/// it one after the other, in the order in which they came. Any thread.
class CallQueue final : public StackOwner {
public:
  CallQueue(size_t stackBytes, size_t most) : stacks_(stackBytes), most_(most == 0 ? 1 : most) {}

  /// A stack for `call`. Nothing when it has to wait: Call::grant brings it one later.
  std::optional<Stack> enter(const std::shared_ptr<Call> &call);
  /// Takes out a call that waits; false when it does not, or was granted its stack meanwhile.
  bool leave(const Call &call);
  /// A stack that is free again goes to the next call.
  void giveBack(Stack stack) override;

private:
  StackPool stacks_;
  const size_t most_;
  std::mutex mutex_;
  size_t out_ = 0; ///< stacks of calls
  uint64_t lastTicket_ = 0;
  std::map<uint64_t, std::shared_ptr<Call>> waiting_;
};

} // namespace asl::handlers
