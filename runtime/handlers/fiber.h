// A function with its own stack, which can suspend and be resumed.
#pragma once

#include "runtime/handlers/stack_pool.h"

#include <boost/context/fiber.hpp>

#include <functional>
#include <memory>

namespace asl::handlers {

/// The C++ runtime's state of exceptions in flight, which exists once per thread. A fiber that
/// suspends within a catch block must keep its own.
struct ExceptionState {
  void *caught = nullptr;
  unsigned uncaught = 0;
};

/// What a sanitizer must know about a stack. Unused in builds without one.
struct SanitizerStack {
  void *fake = nullptr;
  const void *bottom = nullptr;
  size_t size = 0;
  void *fiber = nullptr; ///< of the thread sanitizer
};

/// Receives the stack of a fiber that has ended.
class StackOwner {
public:
  virtual ~StackOwner() = default;
  virtual void giveBack(Stack stack) = 0;
};

/// Run by one thread at a time. It may be resumed on another thread, provided that its function
/// keeps no address of a thread-local variable across `suspend`.
class Fiber {
public:
  /// Does not start the body. `body` must not throw. `owner` receives `stack` when the body has
  /// ended.
  Fiber(Stack stack, std::shared_ptr<StackOwner> owner, std::function<void()> body);
  /// The body must have ended, or never have been started.
  ~Fiber();
  Fiber(const Fiber &) = delete;
  Fiber &operator=(const Fiber &) = delete;

  /// Runs the body until it suspends or ends. Not from within the body.
  void resume();
  /// Called by the body: returns to the caller of `resume`, and continues at the next `resume`.
  void suspend();
  bool ended() const { return ended_; }

private:
  void enter(boost::context::fiber &&resumer);

  std::function<void()> body_;
  const Stack stack_;
  std::shared_ptr<StackOwner> owner_;
  boost::context::fiber fiber_; ///< the body while it is suspended, else its resumer
  ExceptionState exceptions_;   ///< of the side that is not running
  SanitizerStack own_, outside_;
  bool ended_ = false;
};

} // namespace asl::handlers
