// Forks of executions.
#include "runtime/service/fork.h"

#include "runtime/engine/stored_history.h"
#include "runtime/exec/hash.h"
#include "runtime/service/awaited.h"
#include "runtime/service/commands.h"
#include "runtime/service/outcome.h"
#include "runtime/service/service_impl.h"
#include "runtime/support/system_time.h"

#include <utility>

namespace asl::service {
namespace {

/// Follows a history up to an event, in the outermost flow.
class StateSearch {
public:
  explicit StateSearch(uint64_t event) : event_(event) {}

  void take(const HistoryEvent &event) {
    last_ = event.id;
    if (event.id > event_)
      return;
    std::string_view type = typeName(event.type);
    if (isExited_)
      state_ = {};
    isExited_ = false;
    // No state within another one has its name.
    if (state_.entered == 0 && type.ends_with("StateEntered"))
      state_ = {std::string(event.name), event.id};
    else if (state_.entered != 0 && type.ends_with("StateExited"))
      isExited_ = event.name == state_.name;
    hasEntered_ |= state_.entered != 0;
  }

  Expected<StateAtEvent> found() const {
    std::string which = "event " + std::to_string(event_);
    if (event_ == 0 || event_ > last_)
      return Failure{"the execution has no " + which + ": its last one is " +
                     std::to_string(last_)};
    if (state_.entered != 0)
      return state_;
    return Failure{which + (hasEntered_ ? " is in no state" : " is before the first state")};
  }

private:
  const uint64_t event_;
  uint64_t last_ = 0;
  StateAtEvent state_;
  bool isExited_ = false; ///< by the last event
  bool hasEntered_ = false;
};

} // namespace

Expected<StateAtEvent> stateAtEvent(const journal::Reader &journal, uint64_t execution,
                                    uint64_t event) {
  StateSearch search(event);
  Expected<void> read =
      readHistory(journal, execution, [&](const HistoryEvent &each) { search.take(each); });
  return read ? search.found() : read.failure();
}

Expected<StateAtEvent> checkFork(const journal::Reader &journal, const journal::Execution &source,
                                 uint64_t event) {
  if (source.start.mapRun)
    return Failure{"the execution is a child of a map run"};
  return stateAtEvent(journal, source.id, event);
}

Expected<exec::ForkPoint> forkPoint(const journal::Reader &journal, uint64_t execution,
                                    uint64_t entered) {
  constexpr unsigned kRowsAtOnce = 256;
  exec::ForkPoint from{entered, {}};
  std::string position;
  do {
    Expected<journal::Page<journal::Record>> page =
        journal.records(execution, journal::Direction::Forwards, position, kRowsAtOnce);
    if (!page)
      return page.failure();
    for (journal::Record &row : page->items) {
      if (row.firstEvent > entered)
        return from;
      from.rows.push_back(std::move(row));
    }
    position = page->next;
  } while (!position.empty());
  return from;
}

Expected<Service::Forked> Service::fork(const Fork &how) {
  journal::Journal &journal = impl_->journal;
  Expected<std::optional<journal::Execution>> source = journal.describe(how.execution);
  if (!source)
    return source.failure();
  if (!*source)
    return Failure{"the journal has no such execution"};
  Expected<StateAtEvent> state = checkFork(journal, **source, how.event);
  if (!state)
    return state.failure();
  Expected<exec::ForkPoint> from = forkPoint(journal, how.execution, state->entered);
  if (!from)
    return from.failure();
  Expected<std::string> input = inputOf(journal, how.execution);
  if (!input)
    return input.failure();

  journal::Start start;
  start.machine = (*source)->start.machine;
  start.revision = (*source)->start.revision;
  start.version = (*source)->start.version;
  start.alias = (*source)->start.alias;
  start.name = how.name.empty() ? timeOrderedUuid() : how.name;
  start.inputHash = sha256(*input);
  Expected<journal::Claim> claim = impl_->claimForked(start);
  if (!claim)
    return claim.failure();
  if (claim->kind != journal::Claim::Kind::New)
    return Failure{"there is an execution `" + start.name + "` already"};
  Forked forked{claim->execution, start.name, state->name, state->entered};
  std::optional<journal::Answer> answer;
  if (how.order != 0)
    answer = forkAnswer(how.order, {forked.name, forked.state, forked.entered});
  Expected<void> started = impl_->startForked(claim->execution, **source, std::move(start),
                                              *std::move(from), std::move(answer));
  if (!started)
    return started.failure();
  return forked;
}

Expected<journal::Claim> Service::Impl::claimForked(const journal::Start &start) {
  std::lock_guard lock(claiming);
  Expected<journal::Claim> claim = journal.claim(start.machine, start.name, start.inputHash);
  if (claim && claim->kind == journal::Claim::Kind::New)
    add(claim->execution, nullptr, /*isStarting=*/true);
  return claim;
}

/// Starts the execution, whose name is claimed, and waits until its start is durable.
Expected<void> Service::Impl::startForked(uint64_t number, const journal::Execution &other,
                                          journal::Start start, exec::ForkPoint from,
                                          std::optional<journal::Answer> answer) {
  journal::Execution execution = other;
  execution.id = number;
  execution.start = start;
  execution.start.startMs = systemMs();
  Expected<std::optional<Launch>> launch = launchOf(execution);
  if (!launch || !*launch || !(*launch)->damage.empty()) {
    whenStarted(number, start, [](const Launched &) {})(Outcome(), 0); // it is not started
    if (!launch)
      return launch.failure();
    return Failure{*launch ? (*launch)->damage
                           : "this process does not run the definition of the execution"};
  }
  (*launch)->options.name = start.name;
  noteLaunch(number, std::move((*launch)->ended));
  {
    std::lock_guard lock(mutex);
    runsHere.emplace(start.machine, start.revision);
  }
  Expected<Launched> launched = await<Launched>(
      [&](std::function<void(Launched)> tell) {
        DurableEngine::Started started = whenStarted(number, start, std::move(tell));
        engine.fork(*(*launch)->module, number, std::move(start), std::move(from),
                    std::move((*launch)->options), std::move(answer), std::move(started),
                    done(number, std::move((*launch)->code)));
      },
      [this] { return hasStopped(); });
  if (!launched)
    return launched.failure();
  if (launched->kind == Launched::Kind::Started)
    return {};
  return Failure{launched->refusal.cause.value_or("the execution cannot be forked")};
}

} // namespace asl::service
