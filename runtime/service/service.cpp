// Names, revisions and ends of executions.
#include "runtime/service/service.h"

#include "runtime/exec/numbering.h"
#include "runtime/service/commands.h"
#include "runtime/service/hash.h"
#include "runtime/service/outcome.h"
#include "runtime/service/redrive.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace asl::service {

namespace {

/// Waits for all executions that go on, and keeps the first problem.
class Resumed {
public:
  void expect() {
    std::lock_guard lock(mutex_);
    ++expected_;
  }
  void tell(const std::string &name, const std::string &problem) {
    std::lock_guard lock(mutex_);
    if (!problem.empty() && problem_.empty())
      problem_ = "the execution `" + name + "` cannot go on: " + problem;
    if (--expected_ == 0)
      changed_.notify_all();
  }
  std::string wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return expected_ == 0; });
    return problem_;
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t expected_ = 0;
  std::string problem_;
};

/// The numbers of the executions that are paused.
Expected<std::unordered_set<uint64_t>> pausedExecutions(const journal::Reader &journal) {
  Expected<std::vector<journal::Document>> pauses =
      journal.documents(journal::DocumentKind::Pause, "");
  if (!pauses)
    return pauses.failure();
  std::unordered_set<uint64_t> paused;
  for (const journal::Document &pause : *pauses)
    paused.insert(std::strtoull(pause.name.c_str(), nullptr, 10));
  return paused;
}

} // namespace

/// A machine and a revision.
using Definition = std::pair<uint64_t, uint64_t>;

struct Service::Impl {
  explicit Impl(EngineOptions options)
      : journal(*options.journal), journalLost(options.journalLost), engine(std::move(options)) {
    engine.letSleep({[this](uint64_t execution) { fellAsleep(execution); },
                     [this](uint64_t execution) { return wake(execution); }});
  }

  using Ended = std::function<void(const Outcome &)>;

  /// What the engine calls at the end of an execution. Keeps its code until then.
  DurableEngine::Done done(uint64_t execution, std::shared_ptr<const void> code) {
    return [this, execution, code = std::move(code)](const Outcome &outcome) {
      std::vector<Ended> waiting;
      {
        std::lock_guard lock(mutex);
        auto entry = running.find(execution);
        if (entry == running.end())
          return;
        waiting = std::move(entry->second.waiting);
        running.erase(entry);
        notify(!waiting.empty());
      }
      for (const Ended &each : waiting)
        each(outcome);
    };
  }
  /// With the lock: an execution has ended, or runs again. Waking those who wait for others costs
  /// as much as the execution.
  void notify(bool isWaitedFor) {
    if (isWaitedFor || waitsUnnamed > 0 || (running.empty() && asleep == 0))
      changed.notify_all();
  }
  /// False: it runs already.
  bool add(uint64_t execution, Ended ended) {
    std::lock_guard lock(mutex);
    auto [entry, isNew] = running.try_emplace(execution);
    if (ended && isNew)
      entry->second.waiting.push_back(std::move(ended));
    return isNew;
  }
  /// The same for one that has ended. The journal shows that a moment before this process is told.
  bool addEnded(uint64_t execution, const Ended &ended) {
    if (add(execution, ended))
      return true;
    Expected<std::optional<journal::Execution>> described = journal.describe(execution);
    if (!described || !*described || !(*described)->stopMs)
      return false;
    {
      std::unique_lock lock(mutex);
      ++waitsUnnamed;
      changed.wait_for(lock, std::chrono::seconds(1), [&] { return !running.contains(execution); });
      --waitsUnnamed;
    }
    return add(execution, ended);
  }
  /// The execution has not begun.
  void drop(uint64_t execution) {
    std::lock_guard lock(mutex);
    running.erase(execution);
    changed.notify_all();
  }

  // ---- Sleepers, of which nothing is known here but their number ----
  void fellAsleep(uint64_t execution);
  bool wake(uint64_t execution);
  using Told = std::function<void(const std::string &name, const std::string &problem)>;
  Expected<bool> resume(uint64_t execution, bool isPaused, Told told);
  Expected<bool> recover(uint64_t execution, bool isPaused, std::shared_ptr<Resumed> resumed);
  bool sleepsHere(uint64_t execution);
  Expected<std::optional<Launch>> launchOf(const journal::Execution &execution);

  void tell(const journal::Claim &claim, std::function<void(const Launched &)> done);
  Expected<Redriven> redrive(uint64_t execution, Launch launch, const std::string &clientToken,
                             int64_t nowMs);

  journal::Journal &journal;
  const std::function<void(const std::string &why)> journalLost;
  std::mutex mutex;
  std::condition_variable changed;
  struct Running {
    std::vector<Ended> waiting; ///< who waits for its end
    bool isAsleep = false;
  };
  /// Executions of this process that have not ended, but for those that sleep and for which nobody
  /// waits.
  std::unordered_map<uint64_t, Running> running;
  size_t asleep = 0;       ///< how many sleep
  size_t waitsUnnamed = 0; ///< who waits for the end of an execution without being noted there
  /// Machines and revisions whose executions run here.
  std::set<Definition> runsHere;
  bool isStopped = false;
  std::vector<Machine> machines; ///< those that were added
  ExecutionOptions recovered;    ///< of executions that go on
  Source source;                 ///< of executions of machines that were not added; may be empty
  DurableEngine engine;          ///< ends before the rest: it calls `done`
  std::optional<CommandServer> commands;
};

Expected<std::optional<Service::Launch>>
Service::Impl::launchOf(const journal::Execution &execution) {
  Source from;
  Launch launch;
  {
    std::lock_guard lock(mutex);
    from = source;
    for (const Machine &machine : machines)
      if (machine.document == execution.start.machine &&
          machine.revision == execution.start.revision)
        launch.module = machine.module;
    launch.options = recovered;
  }
  if (launch.module != nullptr)
    return std::optional(std::move(launch));
  return from ? from(execution) : std::optional<Launch>();
}

void Service::Impl::fellAsleep(uint64_t execution) {
  std::lock_guard lock(mutex);
  ++asleep;
  auto entry = running.find(execution);
  if (entry == running.end())
    return;
  if (entry->second.waiting.empty())
    running.erase(entry);
  else
    entry->second.isAsleep = true;
}

/// Posts to the engine what resumes the execution, of which `told` is told. False when it has
/// ended, or does not run here.
Expected<bool> Service::Impl::resume(uint64_t execution, bool isPaused, Told told) {
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  if (!described)
    return described.failure();
  if (!*described || (*described)->status != journal::Status::Running || (*described)->start.mapRun)
    return false;
  Expected<std::optional<Launch>> launch = launchOf(**described);
  if (!launch)
    return launch.failure();
  if (!*launch)
    return false;
  Expected<std::vector<journal::Record>> rows = journal.tail(execution);
  if (!rows)
    return rows.failure();
  (*launch)->options.name = (*described)->start.name;
  if ((*launch)->ended) {
    std::lock_guard lock(mutex);
    std::vector<Ended> &waiting = running[execution].waiting;
    if (waiting.empty()) // else it was told so before it fell asleep
      waiting.push_back(std::move((*launch)->ended));
  }
  engine.resume(
      *(*launch)->module, execution, *std::move(rows), std::move((*launch)->options),
      [told = std::move(told), name = (*described)->start.name](const std::string &problem) {
        told(name, problem);
      },
      done(execution, std::move((*launch)->code)), isPaused, &(*described)->start);
  return true;
}

Expected<bool> Service::Impl::recover(uint64_t execution, bool isPaused,
                                      std::shared_ptr<Resumed> resumed) {
  add(execution, {});
  resumed->expect();
  Expected<bool> goesOn =
      resume(execution, isPaused, [resumed](const std::string &name, const std::string &problem) {
        resumed->tell(name, problem);
      });
  if (!goesOn || !*goesOn) {
    resumed->tell({}, {});
    drop(execution);
  }
  return goesOn;
}

bool Service::Impl::wake(uint64_t execution) {
  {
    std::lock_guard lock(mutex);
    auto [entry, isNew] = running.try_emplace(execution);
    if (!isNew && !entry->second.isAsleep)
      return true; // it runs, or was woken before
    entry->second.isAsleep = false;
  }
  Expected<bool> isResumed = resume(
      execution, /*isPaused=*/false, [this](const std::string &name, const std::string &problem) {
        if (!problem.empty() && journalLost)
          journalLost("the execution `" + name + "` cannot go on: " + problem);
      });
  if (!isResumed && journalLost)
    journalLost(isResumed.error());
  std::lock_guard lock(mutex);
  if (isResumed && *isResumed)
    --asleep;
  else
    running.erase(execution);
  auto entry = running.find(execution);
  notify(entry == running.end() || !entry->second.waiting.empty()); // it may have ended already
  return isResumed && *isResumed;
}

bool Service::Impl::sleepsHere(uint64_t execution) {
  {
    std::lock_guard lock(mutex);
    if (asleep == 0)
      return false;
  }
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  if (!described || !*described || (*described)->status != journal::Status::Running)
    return false;
  std::lock_guard lock(mutex);
  return runsHere.contains({(*described)->start.machine, (*described)->start.revision});
}

Service::Service(EngineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Service::~Service() = default;

Expected<Machine> Service::add(const asl_module &module) {
  journal::Journal &journal = impl_->journal;
  std::string hash = module.definition_hash;
  Expected<uint64_t> document = journal.putDocument(journal::DocumentKind::Machine, module.name,
                                                    "{\"definition\":\"" + hash + "\"}");
  if (!document)
    return document.failure();
  journal::Revision revision;
  revision.sha256 = bytesOfHex(hash);
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

/// Tells of an execution that was there already, when its start is durable.
void Service::Impl::tell(const journal::Claim &claim, std::function<void(const Launched &)> done) {
  journal.commit({}, [claim, done = std::move(done)](const journal::CommitResult &result) {
    Launched launched;
    launched.execution = claim.execution;
    launched.kind =
        claim.kind == journal::Claim::Kind::Same ? Launched::Kind::Found : Launched::Kind::Taken;
    if (result.status != journal::CommitStatus::Durable) {
      launched.kind = Launched::Kind::Failed;
      launched.problem = result.message;
    }
    done(launched);
  });
}

void Service::launch(Launch launch, std::function<void(const Launched &)> done) {
  journal::Journal &journal = impl_->journal;
  journal::Start &start = launch.start;
  if (start.name.empty())
    start.name = timeOrderedUuid();
  start.inputHash = sha256(launch.input);
  Expected<journal::Claim> claim = journal.claim(start.machine, start.name, start.inputHash);
  if (!claim)
    return done({.kind = Launched::Kind::Failed, .problem = claim.error()});
  if (claim->kind != journal::Claim::Kind::New)
    return impl_->tell(*claim, std::move(done));

  uint64_t number = claim->execution;
  launch.options.name = start.name;
  impl_->add(number, std::move(launch.ended));
  {
    std::lock_guard lock(impl_->mutex);
    impl_->runsHere.emplace(start.machine, start.revision);
  }
  auto started = [this, number, machine = start.machine, name = start.name,
                  done = std::move(done)](const std::optional<Outcome> &refused, int64_t startMs) {
    if (!refused)
      return done({.execution = number, .startMs = startMs});
    impl_->drop(number);
    impl_->journal.release(machine, name);
    done({.kind = Launched::Kind::Refused, .refusal = *refused});
  };
  impl_->engine.start(*launch.module, number, std::move(start), launch.input,
                      std::move(launch.options), std::move(started),
                      impl_->done(number, std::move(launch.code)));
}

Expected<Service::Started> Service::start(const Machine &machine, std::string_view input,
                                          ExecutionOptions options) {
  Launch launch;
  launch.module = machine.module;
  launch.start.machine = machine.document;
  launch.start.revision = machine.revision;
  launch.start.name = options.name;
  launch.input = input;
  launch.options = std::move(options);
  auto answer = std::make_shared<std::promise<Launched>>();
  std::future<Launched> isLaunched = answer->get_future();
  this->launch(std::move(launch),
               [answer](const Launched &launched) { answer->set_value(launched); });
  Launched launched = isLaunched.get();
  switch (launched.kind) {
  case Launched::Kind::Started:
    return Started{launched.execution, true};
  case Launched::Kind::Found:
    return Started{launched.execution, false};
  case Launched::Kind::Refused:
    return Failure{launched.refusal.cause.value_or("the input is refused")};
  case Launched::Kind::Failed:
    return Failure{launched.problem};
  case Launched::Kind::Taken:
    break;
  }
  // One that has ended is found too, when its input was the same.
  Expected<std::string> before = inputOf(impl_->journal, launched.execution);
  if (!before)
    return before.failure();
  if (*before != input)
    return Failure{"there is an execution of this name with another input"};
  return Started{launched.execution, false};
}

Expected<Service::Recovered> Service::recover(const Machine &machine,
                                              const ExecutionOptions &options) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->recovered = options;
  }
  return goOn(machine.document);
}

Expected<Service::Recovered> Service::recover(const Source &source, bool wakesAll) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->source = source;
  }
  return goOn(std::nullopt, wakesAll);
}

/// Goes on with the executions of `machine`, or of all. Those that sleep are only noted, once the
/// first one of their definition is known to run here and unless `wakesAll`.
Expected<Service::Recovered> Service::goOn(std::optional<uint64_t> machine, bool wakesAll) {
  std::vector<journal::Live> live;
  Expected<void> read = impl_->journal.live([&](const journal::Live &each) {
    // Children of a map run go on with their parent.
    if (!each.isChild && (!machine || each.machine == *machine))
      live.push_back(each);
  });
  if (!read)
    return read.failure();
  Expected<std::unordered_set<uint64_t>> paused = pausedExecutions(impl_->journal);
  if (!paused)
    return paused.failure();
  Recovered recovered;
  auto resumed = std::make_shared<Resumed>();
  std::vector<DurableEngine::Sleeper> sleepers;
  std::map<Definition, bool> known; // whether its executions run here
  for (const journal::Live &each : live) {
    bool isPaused = paused->contains(each.execution);
    auto of = known.find({each.machine, each.revision});
    if (of != known.end() && !of->second) {
      ++recovered.left;
      continue;
    }
    if (!wakesAll && each.sleeps && each.dueMs && !isPaused && of != known.end()) {
      sleepers.push_back({each.execution, *each.dueMs});
      continue;
    }
    Expected<bool> goesOn = impl_->recover(each.execution, isPaused, resumed);
    if (!goesOn)
      return goesOn.failure();
    ++(*goesOn ? recovered.running : recovered.left);
    known.emplace(Definition(each.machine, each.revision), *goesOn);
  }
  recovered.running += sleepers.size();
  {
    std::lock_guard lock(impl_->mutex);
    impl_->asleep += sleepers.size();
    for (const auto &[definition, runs] : known)
      if (runs)
        impl_->runsHere.insert(definition);
  }
  impl_->engine.addSleepers(sleepers);
  if (std::string problem = resumed->wait(); !problem.empty())
    return Failure{problem};
  return recovered;
}

bool Service::whenEnded(uint64_t execution, std::function<void(const Outcome &)> ended) {
  {
    std::lock_guard lock(impl_->mutex);
    if (auto entry = impl_->running.find(execution); entry != impl_->running.end()) {
      entry->second.waiting.push_back(std::move(ended));
      return true;
    }
  }
  if (!impl_->sleepsHere(execution))
    return false;
  {
    std::lock_guard lock(impl_->mutex);
    auto [entry, isNew] = impl_->running.try_emplace(execution);
    entry->second.isAsleep |= isNew;
    entry->second.waiting.push_back(std::move(ended));
  }
  // It may have been woken and have ended before it was noted that somebody waits.
  if (impl_->sleepsHere(execution))
    return true;
  std::lock_guard lock(impl_->mutex);
  auto entry = impl_->running.find(execution);
  if (entry == impl_->running.end() || !entry->second.isAsleep)
    return true;
  impl_->running.erase(entry);
  return false;
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
    impl_->drop(number);
  return redriven;
}

Expected<Service::Redriven> Service::Impl::redrive(uint64_t number, Launch launch,
                                                   const std::string &clientToken, int64_t nowMs) {
  Expected<std::optional<journal::Execution>> described = journal.describe(number);
  if (!described)
    return described.failure();
  if (!*described)
    return Failure{"ExecutionDoesNotExist: the journal has no such execution"};
  const journal::Execution &execution = **described;
  RedriveStatus status = redriveStatusOf(execution, nowMs);
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
  auto answer = std::make_shared<std::promise<Expected<Redriven>>>();
  engine.redrive(
      *launch.module, number, *std::move(rows), std::move(launch.options), std::move(how),
      [answer](const std::string &problem, int64_t atMs) {
        answer->set_value(problem.empty() ? Expected<Redriven>(Redriven{atMs})
                                          : Failure{"ExecutionNotRedrivable: " + problem});
      },
      done(number, std::move(launch.code)));
  return answer->get_future().get();
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
  if (outcome && outcome->status == Status::Running)
    return Failure{"the execution `" + (*described)->start.name +
                   "` began under another definition: it goes on in a program that was compiled "
                   "from that one"};
  return outcome;
}

void Service::waitForAll() {
  std::unique_lock lock(impl_->mutex);
  impl_->changed.wait(
      lock, [&] { return impl_->isStopped || (impl_->running.empty() && impl_->asleep == 0); });
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

void Service::takeCommands(PollActivity poll) {
  OrderHandlers handlers;
  handlers.poll = std::move(poll);
  handlers.redrive = [this](uint64_t execution, const std::string &clientToken) {
    return redriveHere(execution, clientToken);
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
