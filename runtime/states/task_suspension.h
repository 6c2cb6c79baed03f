// A Task in progress: what its executor says, its clocks, its end.
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

/// From asl_task_start until the state goes on. The members named like those of task::Reply are
/// what the executor's Reply calls, on the shard's thread; what comes after the end does not arrive
/// here.
class TaskSuspension final : public Suspension {
public:
  TaskSuspension(Frame &frame, const task::Resource &resource,
                 const history::Scheduling &scheduling);
  ~TaskSuspension() override;

  /// Hands the task to the executor. True when it is over already.
  bool start();
  bool complete() override;
  void cancel() override;

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

  /// One of its timers is due.
  void timeOut(bool heartbeatMissed);
  void act(uint32_t place);

private:
  // How it ended.
  struct ResultText {
    std::string json;
  };
  struct ResultValue {}; ///< in frame.result
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

  void schedule();
  /// Scheduled and Started, as far as they are not written. Activities are started by a worker.
  void begin(bool byWorker, const std::optional<std::string> &workerName = {});
  void startClocks();
  void finish(End end);
  void stop();
  /// Under way in real time, so that a virtual clock has to wait for it.
  bool isWorking() const { return handle_ != 0 && pendingActions() == 0 && !idle_; }
  bool isOver() const { return !std::holds_alternative<std::monostate>(end_); }

  Value readJson(const std::string &json, bool &isTooDeep);
  Value takeText(const std::string &json);
  Value refuseResult(bool isTooDeep);
  Value takeResult(Value result);
  Value takeFailure(const Failed &failed);
  Value takeTimeout(bool heartbeatMissed);
  bool isHttp() const;

  Execution &execution_;
  const task::Resource &resource_;
  TaskEvents events_;
  history::Scheduling scheduling_; ///< its values live inside `start` only
  uint64_t number_ = 0;            ///< among the shard's tasks
  uint64_t handle_ = 0;            ///< the executor's
  TimerId timeoutTimer_ = 0, heartbeatTimer_ = 0;
  bool starting_ = false;
  bool scheduled_ = false;
  bool begun_ = false;
  bool submitted_ = false;
  struct Action {
    TimerId timer = 0;
    std::function<void()> run;
  };
  std::vector<Action> actions_;
  std::vector<uint32_t> freeActions_; ///< places in actions_ whose action was called
  /// How many actions are to come.
  size_t pendingActions() const { return actions_.size() - freeActions_.size(); }
  bool idle_ = false; ///< until the next action
  End end_;
};

} // namespace asl::states
