// The interface between the scheduler and the code that carries out tasks.
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

/// One attempt of a task. Valid during TaskExecutor::start; copy what you keep. The payload is a
/// value of the execution's heap; parametersJson() gives it as text.
struct Request {
  Resource resource;
  std::string_view stateName;
  std::string_view executionArn;
  uint32_t attempt = 0;               ///< 0 for the first attempt, +1 for each retry
  asl_heap *heap = nullptr;           ///< of the execution; its values are valid during `start`
  asl_value parameters;               ///< the task's input after Parameters or Arguments
  std::string parametersJson() const; ///< `parameters` as JSON text
  /// Identifies this attempt: for activities, `.waitForTaskToken`, `.sync` and nested executions;
  /// else empty.
  std::string_view taskToken;
  std::optional<std::string> roleArn; ///< Credentials.RoleArn
  /// The X-Ray trace header of the execution (`Root=1-...;Parent=...;Sampled=1`); empty when it is
  /// not traced. Set only in `start`.
  std::string traceHeader{};
  /// What an earlier process did with the request.
  enum class Earlier : uint8_t {
    Nothing,
    Sent,     ///< it may have sent it
    Submitted ///< it has called Reply::submitted, and that is in the history
  };
  Earlier earlier = Earlier::Nothing;
};

/// Where in the life of a task it failed. Decides the type of the event: TaskFailed,
/// TaskStartFailed, TaskSubmitFailed, LambdaFunctionScheduleFailed, ...
enum class FailedAt : uint8_t { Run, Schedule, Start, Submit };

/// How an executor reports on a started task. All members may be called from any thread and at any
/// time, also inside TaskExecutor::start. The first of succeeded, succeededWith, failed and unbound
/// ends the task; calls after the end, a timeout or cancellation have no effect. None blocks.
class Reply {
public:
  virtual ~Reply() = default;
  /// A worker took the task. Only activities need this call; other tasks start at once. Null: the
  /// worker gave no name.
  virtual void started(std::optional<std::string> workerName) = 0;
  /// For `.sync` and `.waitForTaskToken`: the call was answered with `outputJson` and the task
  /// continues.
  virtual void submitted(std::string outputJson) = 0;
  /// Restarts HeartbeatSeconds.
  virtual void heartbeat() = 0;
  /// Ends the task with `resultJson`. Text that is not JSON becomes a string, empty text null.
  virtual void succeeded(std::string resultJson) = 0;
  /// Ends the task with a value of the request's heap. May be called only inside `start`.
  virtual void succeededWith(asl_value result) = 0;
  /// Ends the task with an error, as SendTaskFailure does. Absent texts stay absent in events.
  virtual void failed(std::optional<std::string> error, std::optional<std::string> cause,
                      FailedAt at = FailedAt::Run) = 0;
  /// Ends the execution: nothing is bound to the Resource. `message` is for the user and names the
  /// missing binding.
  virtual void unbound(std::string message) = 0;
  /// Calls `action` on the shard's thread when `delayMs` have passed on the engine's clock, unless
  /// the task has ended by then. Mocks use it for results that take time, without a thread; under a
  /// virtual clock it takes no real time. A virtual clock may advance while the task has an action
  /// pending.
  virtual void after(int64_t delayMs, std::function<void()> action) = 0;
  /// Declares that nothing works on the task until the next action of `after`, for example because
  /// it is queued. A virtual clock may advance meanwhile.
  virtual void idle() {}
};

/// Carries out tasks. `start` and `cancel` are called on the shard's thread, from several threads
/// at once when the engine has several shards. They must not block: all executions of the shard
/// wait for them.
class TaskExecutor {
public:
  virtual ~TaskExecutor() = default;
  /// Starts a task. Keep `reply` as long as the task runs. Returns a handle for `cancel` when work
  /// is in progress; a virtual clock then waits for the answer (see ClockKind). Returns 0 when no
  /// work is in progress: the task has been answered, will be answered by an action of `after`, or
  /// never will be, in which case only a timeout or the end of the execution ends it.
  virtual uint64_t start(const Request &request, std::shared_ptr<Reply> reply) = 0;
  /// If `start` would call Reply::unbound, returns its message; else nullopt. Called before the
  /// request of a durable execution is recorded, because `start` is called only when the request is
  /// durable.
  virtual std::optional<std::string> unbound(const Request &) { return std::nullopt; }
  /// Whether another process may send the request again after the process that sent it has ended,
  /// when it is unknown whether the request was carried out.
  virtual bool mayRepeat(const Request &) { return false; }
  /// Stops the work on a task whose answer is no longer needed: it timed out, a sibling failed, or
  /// the execution was aborted. The task may have been answered meanwhile. Must accept repeated
  /// calls.
  virtual void cancel(uint64_t handle) = 0;
  /// Stops the work of this process on a task that goes on in another process: the execution stays
  /// in the journal, and this process stops. Nothing that is kept for the task may end, such as an
  /// execution that it has started. Must accept repeated calls.
  virtual void leave(uint64_t handle) { cancel(handle); }
};

} // namespace asl::task
