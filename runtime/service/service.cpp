// Names, revisions and ends of executions.
#include "runtime/service/service.h"

#include "runtime/exec/hash.h"
#include "runtime/exec/numbering.h"
#include "runtime/exec/stored_execution.h"
#include "runtime/service/awaited.h"
#include "runtime/service/outcome.h"
#include "runtime/service/redrive.h"
#include "runtime/service/service_impl.h"
#include "runtime/support/encoding.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <vector>

namespace asl::service {

Service::Service(EngineOptions options, DamagedExecutions::Report isDamaged)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(isDamaged))) {}
Service::~Service() { stop(); } // carrying out a command may wait for the journal

Expected<Machine> Service::add(const asl_module &module) {
  journal::Journal &journal = impl_->journal;
  std::string hash = module.definition_hash;
  Expected<uint64_t> document = journal.putDocument(journal::DocumentKind::Machine, module.name,
                                                    "{\"definition\":\"" + hash + "\"}");
  if (!document)
    return document.failure();
  journal::Revision revision;
  revision.sha256 = hexDecoded(hash).value_or(std::string());
  revision.machine = module.name;
  revision.numbering = exec::Numbering(module).write();
  Expected<uint64_t> number = journal.addRevision(revision);
  if (!number)
    return number.failure();
  Machine machine{&module, *document, *number};
  std::lock_guard lock(impl_->mutex);
  impl_->machines.push_back(machine);
  return machine;
}

namespace {

/// What a start is told when another execution already has the name.
Service::Launched::Kind kindOf(const journal::Claim &claim) {
  using Kind = Service::Launched::Kind;
  return claim.kind == journal::Claim::Kind::Same ? Kind::Found : Kind::Taken;
}

} // namespace

/// Tells of an execution that was there already, whose start has been passed to the journal.
void Service::Impl::tell(const journal::Claim &claim, LaunchDone done) {
  journal.commit({}, [claim, done = std::move(done)](const journal::CommitResult &result) {
    Launched launched;
    launched.execution = claim.execution;
    launched.kind = kindOf(claim);
    if (result.status != journal::CommitStatus::Durable) {
      launched.kind = Launched::Kind::Failed;
      launched.problem = result.message;
    }
    done(launched);
  });
}

/// Notes an execution that is going to start.
void Service::Impl::expect(uint64_t execution, const journal::Start &start, Ended ended) {
  add(execution, std::move(ended), /*isStarting=*/true);
  std::lock_guard lock(mutex);
  runsHere.emplace(start.machine, start.revision);
}

/// What the engine calls when it has started, or is refused.
DurableEngine::Started Service::Impl::whenStarted(uint64_t execution, const journal::Start &start,
                                                  LaunchDone done) {
  // Who waits for the start is dropped with this, as when the journal is lost.
  std::shared_ptr<void> others(nullptr, [this, execution](void *) { begun(execution); });
  return [this, execution, machine = start.machine, name = start.name, done = std::move(done),
          others = std::move(others)](const std::optional<Outcome> &refused, int64_t startMs) {
    Launched launched{.execution = execution, .startMs = startMs};
    if (refused)
      launched = {.kind = Launched::Kind::Refused, .refusal = *refused};
    std::vector<LaunchDone> waiting =
        refused ? withdraw(execution, machine, name) : begun(execution);
    done(launched);
    for (const LaunchDone &each : waiting)
      each(launched);
  };
}

/// Calls `done` with the result of the start that an execution is in the middle of. False: it has
/// started.
bool Service::Impl::awaitStart(uint64_t execution, LaunchDone done) {
  std::lock_guard lock(mutex);
  auto entry = running.find(execution);
  if (entry == running.end() || !entry->second.isStarting)
    return false;
  awaitingStart[execution].push_back(std::move(done));
  return true;
}

/// Called when the start of an execution is durable. Returns the callbacks of those that asked for
/// its name meanwhile.
std::vector<Service::Impl::LaunchDone> Service::Impl::begun(uint64_t execution) {
  std::lock_guard lock(mutex);
  if (auto entry = running.find(execution); entry != running.end())
    entry->second.isStarting = false;
  auto others = awaitingStart.extract(execution);
  return others ? std::move(others.mapped()) : std::vector<LaunchDone>();
}

/// The same for an execution that does not start after all.
std::vector<Service::Impl::LaunchDone> Service::Impl::withdraw(uint64_t execution, uint64_t machine,
                                                               const std::string &name) {
  std::lock_guard lock(claiming);
  std::vector<LaunchDone> others = begun(execution);
  forget(execution);
  journal.release(machine, name);
  return others;
}

void Service::launch(Launch launch, std::function<void(const Launched &)> done) {
  if (launch.start.name.empty()) {
    launch.start.name = timeOrderedUuid();
    launch.isNameNew = true;
  }
  launch.start.inputHash = sha256(launch.input);
  if (!launch.isNameNew)
    return impl_->claim(std::make_shared<Launch>(std::move(launch)), std::move(done));
  // It is free also while the name of another one cannot be read.
  uint64_t number = impl_->journal.newExecution();
  impl_->expect(number, launch.start, std::move(launch.ended));
  impl_->begin(number, std::move(launch), std::move(done));
}

/// Starts an execution unless another one has its name. If that one is starting, it decides.
void Service::Impl::claim(const std::shared_ptr<Launch> &launch, LaunchDone done) {
  const journal::Start &start = launch->start;
  std::unique_lock lock(claiming);
  Expected<journal::Claim> claimed = journal.claim(start.machine, start.name, start.inputHash);
  if (claimed && claimed->kind == journal::Claim::Kind::New) {
    expect(claimed->execution, start, std::move(launch->ended));
  } else if (claimed && !claimed->committed) {
    auto whenKnown = [this, launch, done, kind = kindOf(*claimed)](const Launched &other) {
      if (other.kind == Launched::Kind::Refused)
        return claim(launch, done); // the name is free again
      done({.kind = kind, .execution = other.execution, .startMs = other.startMs});
    };
    if (awaitStart(claimed->execution, std::move(whenKnown)))
      return;
  }
  lock.unlock();
  if (!claimed)
    return done({.kind = Launched::Kind::Failed, .problem = claimed.error()});
  if (claimed->kind != journal::Claim::Kind::New)
    return tell(*claimed, std::move(done));
  begin(claimed->execution, std::move(*launch), std::move(done));
}

/// Starts an execution whose name is claimed.
void Service::Impl::begin(uint64_t execution, Launch launch, LaunchDone done) {
  launch.options.name = launch.start.name;
  DurableEngine::Started started = whenStarted(execution, launch.start, std::move(done));
  engine.start(*launch.module, execution, std::move(launch.start), launch.input,
               std::move(launch.options), std::move(started),
               this->done(execution, std::move(launch.code)));
}

Expected<Service::Started> Service::start(const Machine &machine, std::string_view input,
                                          ExecutionOptions options) {
  if (damagedCount() > 0)
    impl_->waitForCommits(); // one that is about to end may keep the name
  Launch launch;
  launch.module = machine.module;
  launch.start.machine = machine.document;
  launch.start.revision = machine.revision;
  launch.start.name = options.name;
  launch.input = input;
  launch.options = std::move(options);
  Expected<Launched> launched = await<Launched>(
      [&](std::function<void(Launched)> tell) { this->launch(std::move(launch), std::move(tell)); },
      [this] { return impl_->hasStopped(); });
  if (!launched)
    return launched.failure();
  switch (launched->kind) {
  case Launched::Kind::Started:
    return Started{launched->execution, true};
  case Launched::Kind::Found:
    return Started{launched->execution, false};
  case Launched::Kind::Refused:
    return Failure{launched->refusal.cause.value_or("the input is refused")};
  case Launched::Kind::Failed:
    return Failure{launched->problem};
  case Launched::Kind::Taken:
    break;
  }
  // One that has ended is found too, when its input was the same.
  Expected<std::string> before = inputOf(impl_->journal, launched->execution);
  if (!before)
    return before.failure();
  if (*before != input)
    return Failure{"there is an execution of this name with another input"};
  return Started{launched->execution, false};
}

std::optional<std::string> Service::damageOf(uint64_t execution) const {
  return impl_->damaged.find(execution);
}
size_t Service::damagedCount() const { return impl_->damaged.size(); }

void Service::abort(uint64_t execution, std::optional<std::string> error,
                    std::optional<std::string> cause, std::function<void(bool found)> found) {
  // One that sleeps may turn out to be damaged when it is woken for this.
  DurableEngine::Absent ifDamaged = [this, execution, error, cause, found] {
    return impl_->damaged.abort(execution, error, cause, found);
  };
  if (!ifDamaged())
    impl_->engine.abort(execution, std::move(error), std::move(cause), std::move(found),
                        std::move(ifDamaged));
}

void Service::abortAtTransition(uint64_t execution) {
  DurableEngine::Absent ifDamaged = [this, execution] {
    return impl_->damaged.abort(execution, std::nullopt, std::nullopt, [](bool) {});
  };
  if (!ifDamaged())
    impl_->engine.abortAtTransition(execution, std::move(ifDamaged));
}

void Service::pause(uint64_t execution, bool isPaused,
                    std::function<void(const std::string &problem)> done) {
  auto found = [done](bool isFound) { done(isFound ? "" : "the execution has ended already"); };
  impl_->engine.pause(execution, isPaused, std::move(found), [this, execution, done] {
    std::optional<std::string> why = impl_->damaged.find(execution);
    if (why)
      done("the execution is damaged and does not go on: " + *why);
    return why.has_value();
  });
}

DurableEngine &Service::engine() { return impl_->engine; }
journal::Journal &Service::journal() { return impl_->journal; }

Expected<Service::Redriven> Service::redrive(const Machine &machine, uint64_t number,
                                             const ExecutionOptions &options,
                                             const std::string &clientToken) {
  Launch launch;
  launch.module = machine.module;
  launch.start.revision = machine.revision;
  launch.options = options;
  return redrive(number, std::move(launch), clientToken);
}

Expected<Service::Redriven> Service::redrive(uint64_t number, Launch launch,
                                             const std::string &clientToken) {
  int64_t now = systemMs();
  Expected<std::optional<int64_t>> before = redrivenFor(impl_->journal, number, clientToken, now);
  if (!before)
    return before.failure();
  if (*before)
    return Redriven{**before};
  if (impl_->sleepsHere(number))
    return Failure{"ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven"};
  // From here on nobody else redrives it, so that its last row stays the last one.
  if (!impl_->addEnded(number, launch.ended))
    return Failure{"ExecutionNotRedrivable: Execution is RUNNING and cannot be redriven"};
  Expected<Redriven> redriven = impl_->redrive(number, std::move(launch), clientToken, now);
  if (!redriven)
    impl_->giveUp(number);
  return redriven;
}

Service::Impl::Running Service::Impl::forget(uint64_t execution) {
  std::lock_guard lock(mutex);
  auto entry = running.extract(execution);
  changed.notify_all();
  return entry ? std::move(entry.mapped()) : Running();
}

/// An execution is not redriven after all. Others may have begun to wait for its end meanwhile:
/// they are told of the end that it had.
void Service::Impl::giveUp(uint64_t execution) {
  Running given = forget(execution);
  std::vector<Ended> waiting = std::move(given.waiting);
  if (given.knowsLaunch)
    waiting.erase(waiting.begin());
  if (waiting.empty())
    return;
  Expected<Outcome> outcome = Outcome();
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  std::string damage;
  if (described && *described)
    outcome = outcomeOf(journal, **described, &damage);
  for (const Ended &each : waiting)
    each(outcome ? *outcome : Outcome());
}

Expected<Service::Redriven> Service::Impl::redrive(uint64_t number, Launch launch,
                                                   const std::string &clientToken, int64_t nowMs) {
  Expected<std::optional<journal::Execution>> described = journal.describe(number);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"ExecutionDoesNotExist: the journal has no such execution"};
  const journal::Execution &execution = **described;
  RedriveStatus status = redriveStatusOf(journal, execution, nowMs);
  if (status.kind == RedriveStatus::Kind::ByMapRun)
    return Failure{"ExecutionNotRedrivable: the execution is redriven together with its map run"};
  if (status.kind != RedriveStatus::Kind::Redrivable)
    return Failure{"ExecutionNotRedrivable: " + status.reason};
  Expected<std::vector<journal::Record>> rows = journal.tail(number);
  if (!rows)
    return rows.failure();
  DurableEngine::Redrive how;
  how.count = execution.redrives + 1;
  how.clientToken = clientToken;
  if (execution.start.revision != launch.start.revision) {
    Expected<std::optional<journal::Revision>> revision =
        journal.revision(execution.start.revision);
    if (!revision)
      return revision.failure();
    how.revision = launch.start.revision;
    how.numbering = *revision ? (*revision)->numbering : std::string();
  }
  launch.options.name = execution.start.name;
  struct Told {
    std::string problem;
    int64_t atMs;
  };
  Expected<Told> told = await<Told>(
      [&](std::function<void(Told)> tell) {
        engine.redrive(
            *launch.module, number, *std::move(rows), std::move(launch.options), std::move(how),
            [tell = std::move(tell)](const std::string &problem, int64_t atMs) {
              tell({problem, atMs});
            },
            done(number, std::move(launch.code)));
      },
      [this] { return hasStopped(); });
  if (!told)
    return told.failure();
  if (!told->problem.empty())
    return Failure{"ExecutionNotRedrivable: " + told->problem};
  return Redriven{told->atMs};
}

void Service::Impl::addOutput(uint64_t execution, Outcome &outcome) {
  Expected<std::string> output = exec::storedOutput(journal, execution);
  if (output)
    outcome.output = *std::move(output);
  else if (journalLost)
    journalLost(output.error());
}

Expected<Outcome> Service::wait(uint64_t execution) {
  // As long as somebody waits for it, it is known, also while it sleeps.
  whenEnded(execution, [](const Outcome &) {});
  {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(lock,
                        [&] { return impl_->isStopped || !impl_->running.contains(execution); });
    if (impl_->running.contains(execution))
      return Outcome{};
  }
  Expected<std::optional<journal::Execution>> described = impl_->journal.describe(execution);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"the journal has no such execution"};
  Expected<Outcome> outcome = outcomeOf(impl_->journal, **described);
  std::optional<std::string> damage = damageOf(execution);
  if (outcome && outcome->status == Status::Running && damage)
    return Failure{"the execution `" + (*described)->start.name + "` is damaged: " + *damage};
  if (outcome && outcome->status == Status::Running)
    return Failure{"the execution `" + (*described)->start.name +
                   "` began under another definition: it goes on in a program that was compiled "
                   "from that one"};
  return outcome;
}

void Service::waitForAll() {
  {
    std::unique_lock lock(impl_->mutex);
    impl_->changed.wait(
        lock, [&] { return impl_->isStopped || (impl_->running.empty() && impl_->asleep == 0); });
    if (impl_->isStopped)
      return;
  }
  impl_->waitForCommits(); // a damaged one may be about to end
}

ActivityQueue::Begin Service::handOut() {
  return [this](const std::string &token, std::optional<std::string> worker,
                std::function<void(bool)> done) {
    TaskAnswer started;
    started.kind = TaskAnswer::Kind::Started;
    started.worker = std::move(worker);
    impl_->engine.answer(
        token, std::move(started),
        [done = std::move(done)](const std::string &problem) { done(problem.empty()); });
  };
}

void Service::takeCommands(PollActivity poll, std::function<void()> dropGone) {
  OrderHandlers handlers;
  handlers.stop = [this](uint64_t execution, auto error, auto cause, auto found) {
    abort(execution, std::move(error), std::move(cause), std::move(found));
  };
  handlers.pause = [this](uint64_t execution, bool isPaused, auto done) {
    pause(execution, isPaused, std::move(done));
  };
  handlers.poll = std::move(poll);
  handlers.dropGone = std::move(dropGone);
  handlers.redrive = [this](uint64_t execution, const std::string &clientToken) {
    return redriveHere(execution, clientToken);
  };
  handlers.fork = [this](uint64_t command, uint64_t execution, uint64_t event,
                         const std::string &name) -> Expected<void> {
    Expected<Forked> forked = fork({execution, event, name, command});
    return forked ? Expected<void>() : forked.failure();
  };
  impl_->commands.emplace(impl_->journal, impl_->engine, std::move(handlers));
}

/// Redrives an execution of one of the machines that were added.
Expected<void> Service::redriveHere(uint64_t number, const std::string &clientToken) {
  Expected<std::optional<journal::Execution>> described = impl_->journal.describe(number);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"ExecutionDoesNotExist: the journal has no such execution"};
  std::optional<Machine> machine;
  ExecutionOptions options;
  Source source;
  {
    std::lock_guard lock(impl_->mutex);
    source = impl_->source;
    options = impl_->recovered;
    auto is = [&](const Machine &one) { return one.document == (*described)->start.machine; };
    auto found = std::find_if(impl_->machines.rbegin(), impl_->machines.rend(), is);
    if (found != impl_->machines.rend())
      machine = *found;
  }
  if (source) {
    Expected<std::optional<Launch>> launch = source(**described);
    if (!launch)
      return launch.failure();
    if (*launch && !(*launch)->damage.empty())
      return Failure{"ExecutionNotRedrivable: " + (*launch)->damage};
    if (*launch) {
      (*launch)->start.revision = (*described)->start.revision;
      Expected<Redriven> redriven = redrive(number, **std::move(launch), clientToken);
      return redriven ? Expected<void>() : redriven.failure();
    }
  }
  if (!machine)
    return Failure{"this process does not run the state machine of the execution"};
  Expected<Redriven> redriven = redrive(*machine, number, options, clientToken);
  if (!redriven)
    return redriven.failure();
  return {};
}

void Service::stop() {
  std::lock_guard lock(impl_->mutex);
  impl_->isStopped = true;
  impl_->changed.notify_all();
}

} // namespace asl::service
