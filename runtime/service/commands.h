// Commands of other processes to the owner of a journal. A command is durable when it is sent; the
// owner carries it out and answers it.
#pragma once

#include "runtime/engine/durable_engine.h"
#include "runtime/journal/journal.h"
#include "runtime/service/activity_queue.h"
#include "runtime/support/expected.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace asl::service {

/// A command to be sent.
struct Order {
  uint32_t kind = 0;
  std::string body{}; ///< JSON text
};

/// Ends an execution as StopExecution does.
Order stopOrder(uint64_t execution, const std::optional<std::string> &error,
                const std::optional<std::string> &cause);
/// Fails when the error or cause of a task or an execution is longer than AWS takes it.
Expected<void> checkFailure(const std::optional<std::string> &error,
                            const std::optional<std::string> &cause);
/// Answers a task that waits for its token, as SendTaskSuccess, SendTaskFailure and
/// SendTaskHeartbeat do.
Order answerOrder(const std::string &token, const TaskAnswer &answer);
/// Redrives an execution, as RedriveExecution does.
Order redriveOrder(uint64_t execution, const std::string &clientToken = {});
/// Forks an execution at an event; see Service::fork. `name` is that of the new one; empty: a
/// generated one.
Order forkOrder(uint64_t execution, uint64_t event, const std::string &name);
/// The owner's answer to such a command.
struct ForkedAs {
  std::string name;     ///< of the new execution
  std::string state;    ///< which it enters first
  uint64_t entered = 0; ///< id of the event by which it does so
};
journal::Answer forkAnswer(uint64_t command, const ForkedAs &forked);
/// Reads such an answer.
ForkedAs readForkAnswer(const std::string &answer);
/// Pauses or continues an execution; see DurableEngine::pause.
Order pauseOrder(uint64_t execution, bool isPaused);
/// Removes executions that ended before this time; see journal/retention.h. The answer is how many
/// they were: `mostCleaned` when there may be more.
Order cleanOrder(int64_t endedBeforeMs);
inline constexpr uint64_t mostCleaned = 5000;

/// Waits for a task of an activity until `untilMs` (since 1970), as GetActivityTask does. The
/// answer is `{"taskToken": ..., "input": ...}`, the input as text, or `{}` when none has come.
/// Whoever is killed before `untilMs` may be given a task all the same: its heartbeat or timeout
/// ends it then. `sendPoll` gives up properly.
Order pollOrder(const std::string &activity, const std::optional<std::string> &worker,
                int64_t untilMs);

/// The owner's answer: an empty text unless the command has a result, or a failure with the reason.
using OrderAnswer = Expected<std::string>;

/// Why commands are not answered yet when nobody owns the journal. They are kept for its next
/// owner.
inline constexpr char keptForOwner[] =
    "no process runs the executions of this journal: it does what was asked when it is started";

/// Sends commands and blocks until the owner has answered all of them; their effects are then
/// durable. When no process owns the journal, commands that cannot succeed are refused at once and
/// not sent (see order_check.h); when the others have been sent, the call fails with
/// `keptForOwner`. Fails also when no answer arrives for 30 seconds.
Expected<std::vector<OrderAnswer>> sendOrders(journal::Reader &journal,
                                              const std::vector<Order> &orders);
/// The same for one command.
OrderAnswer sendOrder(journal::Reader &journal, const Order &order);

/// Sends a `pollOrder`. As soon as `isGivenUp` says so, the owner is told that the worker waits no
/// more; the answer is then `{}`, or the task that was handed out before.
OrderAnswer sendPoll(journal::Reader &journal, const Order &poll,
                     const std::function<bool()> &isGivenUp);

/// Lets a worker wait for a task. When it fails, the worker is not answered.
using PollActivity =
    std::function<Expected<void>(const std::string &activity, ActivityQueue::Worker worker)>;

/// The handlers of commands that the engine alone cannot carry out. Each but `stop` and `pause` may
/// block.
struct OrderHandlers {
  std::function<void(uint64_t execution, std::optional<std::string> error,
                     std::optional<std::string> cause, std::function<void(bool found)> found)>
      stop;
  std::function<void(uint64_t execution, bool isPaused,
                     std::function<void(const std::string &problem)> done)>
      pause;
  std::function<Expected<void>(uint64_t execution, const std::string &clientToken)> redrive;
  /// Answers the command itself when it succeeds, in the transaction that starts the new execution.
  std::function<Expected<void>(uint64_t command, uint64_t execution, uint64_t event,
                               const std::string &name)>
      fork;
  PollActivity poll;
  /// Answers the workers that are not connected any more.
  std::function<void()> dropGone;
};

/// Carries out the commands of other processes, on a thread of its own, as long as it lives.
class CommandServer {
public:
  CommandServer(journal::Journal &journal, DurableEngine &engine, OrderHandlers handlers);
  ~CommandServer();

private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::service
