// A function with a stack of its own that can stop in the middle and go on later.
#pragma once

#include "runtime/handlers/stack_pool.h"

#include <boost/context/fiber.hpp>

#include <functional>
#include <memory>

namespace asl::handlers {

/// What the C++ runtime library keeps for each thread about exceptions in flight: a fiber that
/// stops within a catch block takes its own along.
struct ExceptionState {
  void *caught = nullptr;
  unsigned uncaught = 0;
};

/// What a sanitizer must know about a stack; empty in other builds.
struct SanitizerStack {
  void *fake = nullptr;
  const void *bottom = nullptr;
  size_t size = 0;
  void *fiber = nullptr; ///< the thread sanitizer's
};

/// To whom a fiber gives its stack back.
class StackOwner {
public:
  virtual ~StackOwner() = default;
  virtual void giveBack(Stack stack) = 0;
};

/// One at a time runs it; it may go on in another thread than before, as long as its function keeps
/// no address of a thread-local variable over a `suspend`.
class Fiber {
public:
  /// `body` must not throw. The owner has `stack` back when it ends.
  Fiber(Stack stack, std::shared_ptr<StackOwner> owner, std::function<void()> body);
  /// The body must have ended, or never begun.
  ~Fiber();
  Fiber(const Fiber &) = delete;
  Fiber &operator=(const Fiber &) = delete;

  /// Runs the body until it suspends or ends.
  void resume();
  /// Called by the body: `resume` returns, and this returns at the next one.
  void suspend();
  bool ended() const { return ended_; }

private:
  void enter(boost::context::fiber &&resumer);

  std::function<void()> body_;
  const Stack stack_;
  std::shared_ptr<StackOwner> owner_;
  boost::context::fiber fiber_; ///< the body's while it is suspended, else who resumed it
  ExceptionState exceptions_;   ///< of the side that does not run
  SanitizerStack own_, outside_;
  bool ended_ = false;
};

} // namespace asl::handlers
