#include "runtime/states/task_reply.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/task_suspension.h"

namespace asl::states {

using namespace exec;
namespace {

class ReplyPort final : public task::Reply {
public:
  ReplyPort(Shard &shard, uint64_t number) : shard_(shard), loop_(shard.loop), number_(number) {}

  void started(std::optional<std::string> workerName) override {
    deliver([name = std::move(workerName)](TaskSuspension &task) { task.started(name); });
  }
  void submitted(std::string outputJson) override {
    deliver([json = std::move(outputJson)](TaskSuspension &task) { task.submitted(json); });
  }
  void heartbeat() override {
    deliver([](TaskSuspension &task) { task.heartbeat(); });
  }
  void succeeded(std::string resultJson) override {
    deliverEnd([json = std::move(resultJson)](TaskSuspension &task) mutable {
      task.succeeded(std::move(json));
    });
  }
  void succeededWith(asl_value result) override {
    deliver([result](TaskSuspension &task) { task.succeededWith(result); });
  }
  void failed(std::optional<std::string> error, std::optional<std::string> cause,
              task::FailedAt at) override {
    deliverEnd(
        [error = std::move(error), cause = std::move(cause), at](TaskSuspension &task) mutable {
          task.failed(std::move(error), std::move(cause), at);
        });
  }
  void unbound(std::string message) override {
    deliverEnd([message = std::move(message)](TaskSuspension &task) mutable {
      task.unbound(std::move(message));
    });
  }
  void after(int64_t delayMs, std::function<void()> action) override {
    deliver([delayMs, action = std::move(action)](TaskSuspension &task) mutable {
      task.after(delayMs, std::move(action));
    });
  }
  void idle() override {
    deliver([](TaskSuspension &task) { task.idle(); });
  }

private:
  bool isOnShard() const {
    Shard *here = Shard::current();
    return here && here->loop == loop_;
  }
  template <typename Action> static void apply(Shard &shard, uint64_t number, Action &action) {
    if (Suspension *task = shard.suspension(number)) {
      Execution &execution = static_cast<TaskSuspension *>(task)->execution();
      action(static_cast<TaskSuspension &>(*task));
      shard.touch(execution);
    }
  }
  template <typename Action> void deliver(Action action) {
    if (isOnShard())
      return apply(shard_, number_, action);
    // The shard is valid when the loop runs this, since both belong to one thread.
    loop_->post([&shard = shard_, number = number_, action = std::move(action)]() mutable {
      shard.restartWait();
      apply(shard, number, action);
    });
  }
  /// The same for calls that end the task. With ordered answers, an end that comes from another
  /// thread is queued after those of earlier tasks.
  template <typename Action> void deliverEnd(Action action) {
    if (isOnShard())
      return apply(shard_, number_, action);
    loop_->post([&shard = shard_, number = number_, action = std::move(action)]() mutable {
      if (shard.answers && shard.answers->isExpected(number))
        shard.answers->add(number, [&shard, number, action = std::move(action)]() mutable {
          apply(shard, number, action);
        });
      else
        apply(shard, number, action);
    });
  }

  Shard &shard_;
  std::shared_ptr<Loop> loop_;
  uint64_t number_;
};

} // namespace

std::shared_ptr<task::Reply> makeReply(Shard &shard, uint64_t number) {
  return std::make_shared<ReplyPort>(shard, number);
}

} // namespace asl::states
