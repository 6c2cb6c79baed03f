// The checks that an owner makes before it carries out a command, made by the sender.
#include "runtime/service/order_check.h"

#include "runtime/dom/text.h"
#include "runtime/service/command_kind.h"
#include "runtime/service/fork.h"
#include "runtime/service/redrive.h"
#include "runtime/support/system_time.h"

#include <optional>
#include <string>

namespace asl::service {
namespace {

using Json = nlohmann::json;
using Described = Expected<std::optional<journal::Execution>>;

bool hasEnded(const journal::Execution &execution) {
  return execution.status != journal::Status::Running &&
         execution.status != journal::Status::PendingRedrive;
}

Expected<void> checkRedrive(const journal::Reader &journal, const journal::Execution &execution,
                            const std::string &clientToken) {
  int64_t now = systemMs();
  Expected<std::optional<int64_t>> before = redrivenFor(journal, execution.id, clientToken, now);
  if (!before)
    return before.failure();
  RedriveStatus status = redriveStatusOf(journal, execution, now);
  if (*before || status.kind == RedriveStatus::Kind::Redrivable)
    return {};
  if (status.kind == RedriveStatus::Kind::ByMapRun)
    return Failure{"ExecutionNotRedrivable: the execution is redriven together with its map run"};
  return Failure{"ExecutionNotRedrivable: " + status.reason};
}

} // namespace

Expected<OrderCheck> OrderCheck::of(const journal::Reader &journal) {
  constexpr unsigned kAtOnce = 500;
  OrderCheck check(journal);
  Expected<uint64_t> last = journal.lastSeq();
  if (!last)
    return last.failure();
  Expected<bool> isShown = journal.isShown(*last);
  if (!isShown)
    return isShown.failure();
  check.isCurrent_ = *isShown;
  for (uint64_t next = 0;;) {
    Expected<std::vector<journal::Command>> commands = journal.commands(next, kAtOnce);
    if (!commands)
      return commands.failure();
    for (const journal::Command &command : *commands) {
      next = command.id + 1;
      Json body = dom::parse(command.body);
      if (auto execution = body.is_object() ? executionOfCommand(command.kind, body) : std::nullopt)
        check.changing_.insert(*execution);
      if (command.kind == kFork && body.is_object())
        check.forks_.emplace(body.value("name", ""), body.value("execution", uint64_t(0)));
    }
    if (commands->size() < kAtOnce)
      return check;
  }
}

Expected<void> OrderCheck::check(const Order &order) const {
  std::optional<uint64_t> execution = executionOfCommand(order.kind, dom::parse(order.body));
  if (order.kind == kAnswer && !execution)
    return Failure{"InvalidToken: this is not a task token"};
  if (!execution)
    return {};
  return checkExecution(order, *execution);
}

/// The name must be free: no execution has it, and no fork that is kept makes one that has it.
Expected<void> OrderCheck::checkForkName(const journal::Execution &execution,
                                         const std::string &name) const {
  if (name.empty())
    return {};
  Expected<std::optional<uint64_t>> other = journal_->find(execution.start.machine, name);
  if (!other)
    return other.failure();
  if (*other)
    return Failure{"there is an execution `" + name + "` already"};
  for (auto [kept, end] = forks_.equal_range(name); kept != end; ++kept) {
    Described source = journal_->describe(kept->second);
    if (!source)
      return source.failure();
    if (*source && (*source)->start.machine == execution.start.machine)
      return Failure{"a fork was asked for before that will have the name `" + name + "`"};
  }
  return {};
}

Expected<void> OrderCheck::checkExecution(const Order &order, uint64_t number) const {
  Described described = journal_->describe(number);
  if (!described)
    return described.failure();
  const std::optional<journal::Execution> &execution = *described;
  Json body = dom::parse(order.body);
  if (order.kind == kFork && execution) {
    // The rows of a history are always all there, and nothing that is kept changes those rows.
    if (Expected<StateAtEvent> state =
            checkFork(*journal_, *execution, body.value("event", uint64_t(0)));
        !state)
      return state.failure();
    return checkForkName(*execution, body.value("name", ""));
  }
  if (!isCurrent_ || changing_.contains(number))
    return {};
  bool isOver = !execution || hasEnded(*execution);
  if (order.kind == kAnswer && isOver)
    return Failure{"TaskTimedOut: the task has ended, or its execution has"};
  if (!execution)
    return Failure{"the journal has no such execution"};
  if (order.kind == kRedrive)
    return checkRedrive(*journal_, *execution, body.value("clientToken", ""));
  if ((order.kind == kStop || order.kind == kPause) && isOver)
    return Failure{"the execution has ended already"};
  return {};
}

} // namespace asl::service
