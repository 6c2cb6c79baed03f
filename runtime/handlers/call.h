// A task that a handler of the program carries out: its fiber, what it waits in, its answer.
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

namespace asl::handlers {

class BlockingPool;
class Call;

/// The calls under way, by the handle that the scheduler knows. Any thread.
class OpenCalls {
public:
  void add(uint64_t handle, std::shared_ptr<Call> call);
  std::shared_ptr<Call> take(uint64_t handle);

  /// A cancelled call goes on (+1) until its blocking work is done (-1), in any order.
  void countLeftover(int change);
  /// Waits until there are none; for who knows that no more will be cancelled.
  void waitForLeftovers();

private:
  std::mutex mutex_;
  std::unordered_map<uint64_t, std::shared_ptr<Call>> calls_;
  int leftovers_ = 0;
  std::condition_variable ended_;
};

/// What a call needs of its registry; it may outlive that.
struct CallHome {
  std::shared_ptr<CallQueue> queue;
  std::shared_ptr<OpenCalls> open;
  BlockingPool *pool; ///< used by running handlers only, which the registry outlives
};

/// Made, started and cancelled on the thread of its shard; the fiber runs there too, but for the
/// end of a call that was cancelled in blocking work. What a Context offers works on any thread.
class Call : public std::enable_shared_from_this<Call> {
public:
  /// How a handler is run: gives the result, or nothing when it answers by itself. May throw.
  using Body = std::function<std::optional<Json>(Call &call)>;

  Call(const task::Request &request, std::shared_ptr<task::Reply> reply, bool raw, CallHome home);

  /// Runs `body` on a fiber until it ends or waits, now or when there is a stack for it. Returns
  /// its handle.
  uint64_t start(Body body);
  /// The queue has a stack for it: has the body begun on the thread of the shard. Any thread.
  void grant(Stack stack);
  /// The answer is not wanted any more: unwinds the fiber.
  void cancel();

  // ---- answers; the first counts. Any thread ----
  void succeed(std::string_view json);
  void fail(std::optional<std::string> error, std::optional<std::string> cause);
  void heartbeat() { reply_->heartbeat(); }
  bool cancelled() const { return cancelled_; }

  // ---- called on the fiber; each returns false when the call is cancelled ----
  bool sleep(int64_t ms);
  bool await(const std::function<void(std::function<void()> resume)> &begin);
  bool block(std::function<void()> work);

  /// The call whose handler the calling thread runs, or null.
  static Call *current();
  /// The same, when it runs on its fiber.
  static Call *onFiber();
  /// Marks the thread as running a part of `call`, on its fiber or outside of it.
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
  uint64_t ticket = 0;     ///< of the queue

private:
  struct Job;
  void begin(Stack stack);
  void run();
  void resume();
  /// The end of the wait number `wait`, if that is where the fiber is.
  void wake(uint64_t wait);
  /// From any thread: has `wake` called on the thread of the shard.
  void wakeSoon(uint64_t wait, int64_t delayMs = 0);
  bool suspend();
  /// The body has ended: gives its answer.
  void close();
  void answered();

  std::shared_ptr<task::Reply> reply_;
  const task::Envelope envelope_;
  const CallHome home_;
  Body body_;
  std::optional<Stack> granted_; ///< but not begun yet
  std::optional<Fiber> fiber_;
  std::optional<Json> result_;
  std::exception_ptr failure_;
  std::shared_ptr<Job> job_; ///< blocking work under way
  uint64_t waits_ = 0;       ///< that were begun
  bool begun_ = false;
  bool waiting_ = false;
  std::atomic<uint64_t> handle_{0};
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> answered_{false};
};

} // namespace asl::handlers
