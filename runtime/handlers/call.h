// A task that a handler carries out: its fiber, its waits and its answer.
#pragma once

#include "asl/host/handlers.h"
#include "runtime/handlers/call_queue.h"
#include "runtime/handlers/fiber.h"
#include "runtime/task/envelope.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace asl::exec {
class BlockingPool;
}

namespace asl::handlers {

using exec::BlockingPool;
class Call;

/// The calls in progress, by the handle that the scheduler uses. All members may be called from any
/// thread.
class OpenCalls {
public:
  /// Removes and returns a call; null when it was removed before.
  void add(uint64_t handle, std::shared_ptr<Call> call);
  std::shared_ptr<Call> take(uint64_t handle);

  /// Counts cancelled calls whose blocking work still runs: +1 at cancellation, -1 at the end of
  /// the work. The two may come in either order.
  void countLeftover(int change);
  /// Blocks until no such work runs. To be called when no further call will be cancelled.
  void waitForLeftovers();

private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, std::shared_ptr<Call>> calls_;
  int leftovers_ = 0;
  std::condition_variable ended_;
};

/// The parts of a registry that a call needs, also after the registry is gone.
struct CallHome {
  std::shared_ptr<CallQueue> queue;
  std::shared_ptr<OpenCalls> open;
  BlockingPool *pool; ///< used by running handlers only, which end before the registry does
};

/// Created, started and cancelled on its shard's thread. The fiber runs there too, except after a
/// cancellation during blocking work: then it is unwound on the thread of that work. The members
/// that Context uses work on any thread.
class Call : public std::enable_shared_from_this<Call> {
public:
  /// Runs a handler. Returns its result, or nothing when the handler gives the answer by other
  /// means. May throw.
  using Body = std::function<std::optional<Json>(Call &call)>;

  Call(const task::Request &request, std::shared_ptr<task::Reply> reply, bool raw, CallHome home);

  /// Runs `body` on a fiber until it ends or waits; later if no stack is available now. Returns the
  /// handle of the call.
  uint64_t start(Body body);
  /// Called by the queue with a stack for this call. Starts the body on the shard's thread. Any
  /// thread.
  void grant(Stack stack);
  /// The answer is no longer needed: unwinds the fiber.
  void cancel();

  // ---- Answers. Only the first has an effect. Any thread. ----
  void succeed(std::string_view json);
  void fail(std::optional<std::string> error, std::optional<std::string> cause);
  /// Not answered here: somebody else ends the task, by its token.
  void leave();
  void heartbeat() { reply_->heartbeat(); }
  bool cancelled() const { return cancelled_; }

  // ---- Called on the fiber. Each returns false when the call is cancelled. ----
  bool sleep(int64_t ms);
  bool await(const std::function<void(std::function<void()> resume)> &begin);
  bool block(std::function<void()> work);

  /// The call whose handler runs on this thread, or null. Also set on a thread of blocking work.
  static Call *current();
  /// The same, but null on a thread of blocking work.
  static Call *onFiber();
  /// Marks the calling thread as running code of `call`, on its fiber or in blocking work.
  class Running {
  public:
    Running(Call *call, bool onFiber);
    ~Running();
    Running(const Running &) = delete;
    Running &operator=(const Running &) = delete;

  private:
    Call *before_;
    bool fiberBefore_;
  };

  Context context() { return Context(shared_from_this()); }

  const std::string resource, stateName, executionArn, taskToken;
  const std::optional<std::string> roleArn;
  const unsigned attempt;
  const std::string input; ///< JSON text
  uint64_t ticket = 0;     ///< position in the queue

private:
  struct Job;
  void begin(Stack stack);
  void run();
  void resume();
  /// Ends wait number `wait`, unless the fiber has left it.
  void wake(uint64_t wait);
  /// Schedules a call of `wake` on the shard's thread after a delay. May be called from any thread.
  void wakeSoon(uint64_t wait, int64_t delayMs = 0);
  bool suspend();
  /// Called when the body has ended: answers the task.
  void close();
  void answered();

  std::shared_ptr<task::Reply> reply_;
  const task::Envelope envelope_;
  const CallHome home_;
  Body body_;
  std::optional<Stack> granted_; ///< but not yet started
  std::optional<Fiber> fiber_;
  std::optional<Json> result_;
  std::exception_ptr failure_;
  std::shared_ptr<Job> job_; ///< blocking work in progress
  uint64_t waits_ = 0;       ///< number of waits so far
  bool begun_ = false;
  bool waiting_ = false;
  std::atomic<uint64_t> handle_{0};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> answered_{false};
};

} // namespace asl::handlers
