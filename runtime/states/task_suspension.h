// A Task in progress: the calls of its executor, its timeouts, its end.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/exec/execution.h"
#include "runtime/exec/suspension.h"
#include "runtime/exec/timer.h"
#include "runtime/states/task_events.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace asl::states {

using namespace exec;

/// Exists from asl_task_start until the state continues. The members named like those of
/// task::Reply are called by the executor's Reply, on the shard's thread. Calls after the end of
/// the task do not reach this object.
class TaskSuspension final : public Suspension {
public:
  TaskSuspension(Frame &frame, const task::Resource &resource,
                 const history::Scheduling &scheduling);
  /// Restores from the bytes of `save`.
  TaskSuspension(Frame &frame, Loader &loader);
  ~TaskSuspension() override;

  /// Starts the task at the executor; with a journal, only when its request is durable.
  /// Returns true when it has already ended.
  bool start();
  bool complete() override;
  void cancel() override;
  void save(Saver &saver) const override;
  void eachTimer(const std::function<void(TimerId &)> &each) override;
  void detach() override;
  bool resumed() override;
  bool answer(const TaskAnswer &answer) override;
  void addRoots(std::vector<Value *> &roots) override;

  void started(const std::optional<std::string> &workerName);
  void submitted(const std::string &outputJson);
  void heartbeat();
  void succeeded(std::string resultJson);
  void succeededWith(Value result);
  void failed(std::optional<std::string> error, std::optional<std::string> cause,
              task::FailedAt at);
  void unbound(std::string message);
  void after(int64_t delayMs, std::function<void()> action);
  void idle();

  Execution &execution() const { return execution_; }
  /// Called when the timeout or the heartbeat timeout is due.
  void timeOut(bool heartbeatMissed);

private:
  // The ways in which a task ends.
  struct ResultText {
    std::string json;
  };
  struct ResultValue {}; ///< the value is in frame.result
  struct Failed {
    std::optional<std::string> error, cause;
    task::FailedAt at;
  };
  struct TimedOut {
    bool heartbeat;
  };
  struct Unbound {
    std::string message;
  };
  using End = std::variant<std::monostate, ResultText, ResultValue, Failed, TimedOut, Unbound>;

  task::Request request();
  /// Passes the request to the executor.
  void send(task::Request::Earlier earlier);
  void sendLater(task::Request::Earlier earlier);
  void schedule();
  /// Writes the Scheduled and Started events that are not yet written. Activities are started by a
  /// worker.
  void begin(bool byWorker, const std::optional<std::string> &workerName = {});
  void startClocks();
  void finish(End end);
  void stop();
  void cancelWork(uint64_t handle);
  TimerTarget timeoutTarget(bool heartbeat);
  TaskWork &work();
  /// The executor's handle; 0 when no work is in progress.
  uint64_t handle();
  bool isOver() const { return !std::holds_alternative<std::monostate>(end_); }

  Value readJson(const std::string &json, bool &isTooDeep);
  Value takeText(const std::string &json);
  Value refuseResult(bool isTooDeep);
  Value takeResult(Value result);
  Value takeFailure(const Failed &failed);
  Value takeTimeout(bool heartbeatMissed);
  bool needsToken() const;
  bool isHttp() const;
  /// Whether the task is ended by its token instead of the executor: by an activity's worker or by
  /// a callback.
  bool hasOtherEnd() const;
  /// Whether the call that hands out the token has not returned. What its receiver answers counts
  /// when it has, so that TaskSubmitted comes first.
  bool isCalling();
  static End endOf(const TaskAnswer &answer);

  Execution &execution_;
  const task::Resource &resource_;
  TaskEvents events_;
  history::Scheduling scheduling_; ///< its values are valid until the request was sent
  std::string roleArn_;            ///< what scheduling_.roleArn refers to, while it waits
  uint64_t number_ = 0;            ///< in Shard::suspensions; 0: stopped, or left memory
  TimerId timeoutTimer_ = 0, heartbeatTimer_ = 0;
  bool starting_ = false;
  bool scheduled_ = false;
  bool begun_ = false;
  bool submitted_ = false;
  std::optional<TaskAnswer> early_; ///< a callback that came before the call returned
  End end_;
};

} // namespace asl::states
