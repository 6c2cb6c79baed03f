// A Task in progress: what its carrier says, its clocks, its end.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/exec/task_events.h"
#include "runtime/exec/timer.h"
#include "runtime/exec/work.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace asl::exec {

class Execution;

/// From asl_task_start until the state goes on. The members named like those of tasks::Reply are
/// what the carrier's Reply calls, on the shard's thread; what comes after the end does not arrive
/// here.
class TaskWork final : public Work {
public:
  TaskWork(Frame &frame, const tasks::Resource &resource, const history::Scheduling &scheduling);
  ~TaskWork() override;

  /// Hands the task to the carrier. True when it is over already.
  bool start();
  bool complete() override;
  void cancel() override;

  void started(const std::optional<std::string> &workerName);
  void submitted(const std::string &outputJson);
  void heartbeat();
  void succeeded(std::string resultJson);
  void succeededWith(Value result);
  void failed(std::optional<std::string> error, std::optional<std::string> cause,
              tasks::FailedAt at);
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
    tasks::FailedAt at;
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
  const tasks::Resource &resource_;
  TaskEvents events_;
  history::Scheduling scheduling_; ///< its values live inside `start` only
  uint64_t number_ = 0;            ///< among the shard's tasks
  uint64_t handle_ = 0;            ///< the carrier's
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

} // namespace asl::exec
