// How a Task's Resource is carried out: the interface between the scheduler and what does the work.
#pragma once

#include "asl/abi/abi.h"
#include "asl/engine/resource.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace asl::task {

/// Text or value: what is handed over is JSON text, unless both sides live in one heap.
struct Request {
  Resource resource;
  std::string_view stateName;
  std::string_view executionArn;
  uint32_t attempt = 0;     ///< 0 first, +1 for each retry
  asl_heap *heap = nullptr; ///< of the execution: values below live there until the end of `start`
  asl_value parameters;     ///< the request
  std::string parametersJson() const; ///< the same as text
  std::string_view taskToken;         ///< `.waitForTaskToken` and `.sync`: the token; else empty
  std::optional<std::string> roleArn; ///< Credentials.RoleArn
};

/// Where in the life of a task it failed: decides the event (`TaskSubmitFailed`,
/// `LambdaFunctionScheduleFailed`, ...).
enum class FailedAt : uint8_t { Run, Schedule, Start, Submit };

/// The scheduler's end of a started task. All members may be called from any thread and at any
/// time, also inside `start`; what comes after the end, a timeout or cancellation is dropped.
class Reply {
public:
  virtual ~Reply() = default;
  /// The worker took the task (activities); others start by themselves. Null: no worker name.
  virtual void started(std::optional<std::string> workerName) = 0;
  /// `.sync`, `.waitForTaskToken`: the call was answered with `outputJson`; the task goes on.
  virtual void submitted(std::string outputJson) = 0;
  virtual void heartbeat() = 0;
  virtual void succeeded(std::string resultJson) = 0;
  /// The same with a value of the request's heap; only inside `start`.
  virtual void succeededWith(asl_value result) = 0;
  virtual void failed(std::optional<std::string> error, std::optional<std::string> cause,
                      FailedAt at = FailedAt::Run) = 0;
  /// Nothing is bound to the Resource: the execution fails with `message`, which names the binding
  /// to add.
  virtual void unbound(std::string message) = 0;
  /// Calls `action` on the shard's thread when `delayMs` have passed on the engine's clock, unless
  /// the task is over by then: how mocked results take their time without a thread and without real
  /// waiting under a virtual clock. While an action is to come, the task waits for the clock: a
  /// virtual one does not stand still for it.
  virtual void after(int64_t delayMs, std::function<void()> action) = 0;
  /// Nothing works on the task until the next action of `after`: it waits for its turn, for which a
  /// virtual clock does not stand still.
  virtual void idle() {}
};

/// Carries out tasks. `start` may block only as long as a function call should; it is called on the
/// shard's thread.
class TaskExecutor {
public:
  virtual ~TaskExecutor() = default;
  /// Starts the task. `reply` is shared: keep it as long as the task runs. Returns a handle for
  /// `cancel`: work is under way, and a virtual clock stands still until it has answered. Or 0:
  /// nothing is under way; the task was answered, will be by `after`, or never will be (then only
  /// its timeout or the end of the execution ends it).
  virtual uint64_t start(const Request &request, std::shared_ptr<Reply> reply) = 0;
  /// The answer is no longer wanted (timeout, sibling failed, abort): stop the work. Idempotent.
  virtual void cancel(uint64_t handle) = 0;
};

} // namespace asl::task
