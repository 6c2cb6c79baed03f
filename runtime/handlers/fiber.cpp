// Switches stacks with Boost.Context, and informs the sanitizers.
#include "runtime/handlers/fiber.h"

#include <cxxabi.h>
#include <utility>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASL_ASAN 1
#endif
#if __has_feature(thread_sanitizer)
#define ASL_TSAN 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define ASL_ASAN 1
#endif
#if defined(__SANITIZE_THREAD__)
#define ASL_TSAN 1
#endif

#ifdef ASL_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef ASL_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace asl::handlers {
namespace {

/// Exchanges the thread's exception state with `state`, in the layout of the Itanium C++ ABI.
void swapExceptions(ExceptionState &state) {
  auto *current = reinterpret_cast<ExceptionState *>(abi::__cxa_get_globals());
  std::swap(*current, state);
}

/// Before a switch from stack `from` to `to`. `last`: `from` will not be resumed.
void leave([[maybe_unused]] SanitizerStack &from, [[maybe_unused]] SanitizerStack &to,
           [[maybe_unused]] bool last) {
#ifdef ASL_ASAN
  __sanitizer_start_switch_fiber(last ? nullptr : &from.fake, to.bottom, to.size);
#endif
#ifdef ASL_TSAN
  __tsan_switch_to_fiber(to.fiber, 0);
#endif
}

/// After a switch from stack `from` to `to`.
void arrive([[maybe_unused]] SanitizerStack &from, [[maybe_unused]] SanitizerStack &to) {
#ifdef ASL_ASAN
  __sanitizer_finish_switch_fiber(to.fake, &from.bottom, &from.size);
#endif
}

/// The stack as Boost.Context releases it, when the fiber has ended.
struct OwnedStack {
  Stack stack;
  std::shared_ptr<StackOwner> owner;
  void deallocate(boost::context::stack_context &) { owner->giveBack(stack); }
};

} // namespace

Fiber::Fiber(Stack stack, std::shared_ptr<StackOwner> owner, std::function<void()> body)
    : body_(std::move(body)), stack_(stack), owner_(std::move(owner)) {
#ifdef ASL_TSAN
  own_.fiber = __tsan_create_fiber(0);
#endif
}

Fiber::~Fiber() {
#ifdef ASL_TSAN
  __tsan_destroy_fiber(own_.fiber);
#endif
}

void Fiber::enter(boost::context::fiber &&resumer) {
  arrive(outside_, own_);
  fiber_ = std::move(resumer);
  body_();
  checkOverflow(stack_);
  ended_ = true;
  swapExceptions(exceptions_);
  leave(own_, outside_, true);
}

void Fiber::resume() {
  namespace context = boost::context;
  if (!fiber_) {
    context::stack_context stack;
    stack.size = stack_.bytes;
    stack.sp = stack_.bottom + stack_.bytes;
    own_.bottom = stack_.bottom;
    own_.size = stack_.bytes;
    fiber_ = context::fiber(std::allocator_arg, context::preallocated(stack.sp, stack.size, stack),
                            OwnedStack{stack_, owner_}, [this](context::fiber &&resumer) {
                              enter(std::move(resumer));
                              return std::move(fiber_);
                            });
  }
#ifdef ASL_TSAN
  outside_.fiber = __tsan_get_current_fiber();
#endif
  context::fiber target = std::move(fiber_);
  swapExceptions(exceptions_);
  leave(outside_, own_, false);
  context::fiber after = std::move(target).resume();
  arrive(own_, outside_);
  if (!ended_) {
    fiber_ = std::move(after);
  }
}

void Fiber::suspend() {
  checkOverflow(stack_);
  swapExceptions(exceptions_);
  leave(own_, outside_, false);
  boost::context::fiber resumer = std::move(fiber_).resume();
  arrive(outside_, own_);
  fiber_ = std::move(resumer);
}

} // namespace asl::handlers
