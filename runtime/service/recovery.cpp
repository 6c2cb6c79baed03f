// Executions that go on: those in the journal when a process starts, and those that wake up.
#include "runtime/service/service_impl.h"

#include "runtime/support/number_text.h"

#include <future>
#include <map>
#include <span>
#include <unordered_set>
#include <utility>

namespace asl::service {

/// Waits until all executions that go on do so, or are known to be damaged.
class Resumed {
public:
  void expect() {
    std::lock_guard lock(mutex_);
    ++expected_;
  }
  void tell() {
    std::lock_guard lock(mutex_);
    if (--expected_ == 0)
      changed_.notify_all();
  }
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return expected_ == 0; });
  }

private:
  std::mutex mutex_;
  std::condition_variable changed_;
  size_t expected_ = 0;
};

namespace {

/// The numbers of the executions that have a document of this kind.
Expected<std::unordered_set<uint64_t>> executionsOf(const journal::Reader &journal,
                                                    journal::DocumentKind kind) {
  Expected<std::vector<journal::Document>> documents = journal.documents(kind, "");
  if (!documents)
    return documents.failure();
  std::unordered_set<uint64_t> executions;
  for (const journal::Document &each : *documents)
    executions.insert(parseNumber<uint64_t>(each.name).value_or(0));
  return executions;
}

} // namespace

Expected<std::optional<Service::Launch>>
Service::Impl::launchOf(const journal::Execution &execution) {
  Source from;
  Launch launch;
  {
    std::lock_guard lock(mutex);
    for (const Machine &machine : machines)
      if (machine.document == execution.start.machine &&
          machine.revision == execution.start.revision)
        launch.module = machine.module;
    if (launch.module == nullptr)
      from = source;
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

/// Posts to the engine what resumes the execution. `told` is called when it goes on, or is damaged.
Expected<Service::Impl::Going> Service::Impl::resume(uint64_t execution, bool isPaused,
                                                     std::function<void()> told) {
  Expected<std::vector<journal::Continuation>> found =
      journal.continuations(std::span(&execution, 1));
  if (!found)
    return found.failure();
  if (found->empty())
    return whyNotFound(execution);
  if (found->front().execution.start.mapRun)
    return Going::Elsewhere;
  return resume(std::move(found->front()), isPaused, std::move(told));
}

/// An execution that was among the live ones, and is not found any more.
Expected<Service::Impl::Going> Service::Impl::whyNotFound(uint64_t execution) {
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  if (!described)
    return described.failure();
  if (*described)
    return Going::Ended;
  isolate(execution, "the table `execution` lacks it");
  return Going::Damaged;
}

Expected<Service::Impl::Going> Service::Impl::resume(journal::Continuation found, bool isPaused,
                                                     std::function<void()> told) {
  const journal::Execution &execution = found.execution;
  if (isNameless(execution)) { // of whichever machine
    isolate(execution.id, found.damage.empty() ? "its first row is damaged" : found.damage);
    return Going::Damaged;
  }
  Expected<std::optional<Launch>> launch = launchOf(execution);
  if (!launch)
    return launch.failure();
  if (!*launch)
    return Going::Elsewhere;
  const std::string &damage = found.damage.empty() ? (*launch)->damage : found.damage;
  if (!damage.empty()) {
    isolate(execution.id, damage);
    return Going::Damaged;
  }
  resume(std::move(found), **std::move(launch), isPaused, std::move(told));
  return Going::Here;
}

/// The `ended` of its launch waits for the end of an execution.
void Service::Impl::noteLaunch(uint64_t execution, Ended ended) {
  if (!ended)
    return;
  std::lock_guard lock(mutex);
  Running &entry = running[execution];
  if (!std::exchange(entry.knowsLaunch, true)) // else it was told so before it fell asleep
    entry.waiting.push_back(std::move(ended));
}

void Service::Impl::resume(journal::Continuation found, Launch launch, bool isPaused,
                           std::function<void()> told) {
  const journal::Execution &execution = found.execution;
  launch.options.name = execution.start.name;
  if (launch.goesOn)
    launch.goesOn();
  noteLaunch(execution.id, std::move(launch.ended));
  engine.resume(
      *launch.module, execution.id, std::move(found.tail), std::move(launch.options),
      [this, told = std::move(told), number = execution.id](const std::string &problem) {
        if (!problem.empty())
          isolate(number, service::damageOf(journal, number, problem));
        if (told)
          told();
      },
      done(execution.id, std::move(launch.code)), isPaused, &execution.start);
}

/// The execution is damaged: it does not go on here. Those who wait for its end go on waiting.
void Service::Impl::isolate(uint64_t execution, const std::string &why) {
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  if (!described && journalLost)
    journalLost(described.error());
  if (described && *described) {
    damaged.add(**described, why);
  } else if (described) {
    journal::Execution lost;
    lost.id = execution;
    lost.start.name = "number-" + std::to_string(execution);
    damaged.add(lost, why);
  }
  waitWithDamaged(execution);
}

/// Those who wait for the end of an execution that is damaged wait until it is stopped.
void Service::Impl::waitWithDamaged(uint64_t execution) {
  Running left = forget(execution);
  for (Ended &each : left.waiting)
    if (!damaged.whenEnded(execution, each))
      each(Outcome());
}

Expected<Service::Impl::Going> Service::Impl::recover(uint64_t execution, bool isPaused,
                                                      const std::shared_ptr<Resumed> &resumed) {
  {
    std::lock_guard lock(mutex);
    auto [entry, isNew] = running.try_emplace(execution);
    if (!isNew && !entry->second.isAsleep) // it was started meanwhile
      return Going::Here;
    entry->second.isAsleep = false; // somebody may wait for it already
  }
  resumed->expect();
  Expected<Going> going = resume(execution, isPaused, [resumed] { resumed->tell(); });
  if (going && *going == Going::Here)
    return going;
  resumed->tell();
  if (!going || *going != Going::Damaged)
    leave(execution);
  return going;
}

/// Tells those who wait for an execution that it does not go on here.
void Service::Impl::leave(uint64_t execution) {
  Running left = forget(execution);
  for (const Ended &each : left.waiting)
    each(Outcome());
}

/// False when it does not run here.
bool Service::Impl::goOnWith(journal::Continuation found) {
  Expected<Going> going = resume(std::move(found), /*isPaused=*/false, nullptr);
  if (!going && journalLost)
    journalLost(going.error());
  return going && *going == Going::Here;
}

bool Service::Impl::wake(const std::vector<uint64_t> &executions) {
  std::vector<uint64_t> asleepNow;
  bool isAll = true;
  {
    std::lock_guard lock(mutex);
    for (uint64_t execution : executions) {
      if (damaged.find(execution)) {
        isAll = false;
        continue;
      }
      auto [entry, isNew] = running.try_emplace(execution);
      if (isNew || entry->second.isAsleep) // else it runs, or was woken before
        asleepNow.push_back(execution);
      entry->second.isAsleep = false;
    }
  }
  if (asleepNow.empty())
    return isAll;
  Expected<std::vector<journal::Continuation>> found = journal.continuations(asleepNow);
  if (!found && journalLost)
    journalLost(found.error());
  std::unordered_set<uint64_t> woken;
  for (size_t i = 0; found && i < found->size(); ++i) {
    const journal::Execution &execution = (*found)[i].execution;
    uint64_t id = execution.id;
    if (!execution.start.mapRun && goOnWith(std::move((*found)[i])))
      woken.insert(id);
  }
  noteWoken(asleepNow, woken);
  return isAll && woken.size() == asleepNow.size();
}

void Service::Impl::noteWoken(const std::vector<uint64_t> &executions,
                              const std::unordered_set<uint64_t> &woken) {
  std::lock_guard lock(mutex);
  bool isWaitedFor = false;
  for (uint64_t execution : executions) {
    if (woken.contains(execution) || damaged.find(execution))
      --asleep;
    else
      running.erase(execution);
    auto entry = running.find(execution); // it may have ended already
    isWaitedFor |= entry == running.end() || !entry->second.waiting.empty();
  }
  notify(isWaitedFor);
}

/// Whether it goes on here later: it sleeps, or is one of the journal's that are being recovered.
bool Service::Impl::sleepsHere(uint64_t execution) {
  {
    std::lock_guard lock(mutex);
    if (asleep == 0 && !isRecovering)
      return false;
  }
  if (damaged.find(execution))
    return false;
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  if (!described || !*described || (*described)->status != journal::Status::Running)
    return false;
  std::lock_guard lock(mutex);
  return isRecovering ||
         runsHere.contains({(*described)->start.machine, (*described)->start.revision});
}

Expected<Service::Recovered> Service::recover(const Machine &machine,
                                              const ExecutionOptions &options) {
  return recover(std::span(&machine, 1), options);
}

Expected<Service::Recovered> Service::recover(std::span<const Machine> machines,
                                              const ExecutionOptions &options) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->recovered = options;
  }
  // An execution that goes on may ask for another one which has not been noted yet.
  impl_->recovering(true);
  Expected<Recovered> all = Recovered();
  for (size_t i = 0; all && i < machines.size(); ++i) {
    Expected<Recovered> each = goOnWithLive(machines[i].document, /*wakesAll=*/false);
    if (each)
      each = Recovered{all->running + each->running, all->left + each->left};
    all = std::move(each);
  }
  impl_->recovering(false);
  return all;
}

Expected<Service::Recovered> Service::recover(const Source &source, bool wakesAll) {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->source = source;
  }
  impl_->recovering(true);
  Expected<Recovered> recovered = goOnWithLive(std::nullopt, wakesAll);
  impl_->recovering(false);
  return recovered;
}

void Service::Impl::recovering(bool is) {
  std::vector<std::function<void()>> late;
  {
    std::lock_guard lock(mutex);
    isRecovering = is;
    late.swap(untilRecovered);
  }
  for (const std::function<void()> &again : late)
    again();
}

/// False: all executions of the journal have been noted, so that `again` is not kept.
bool Service::Impl::putOff(std::function<void()> again) {
  std::lock_guard lock(mutex);
  if (isRecovering)
    untilRecovered.push_back(std::move(again));
  return isRecovering;
}

/// Goes on with the executions of `machine`, or of all. Those that sleep are only noted, once the
/// first one of their definition is known to run here and unless `wakesAll`.
Expected<Service::Recovered> Service::goOnWithLive(std::optional<uint64_t> machine, bool wakesAll) {
  std::vector<journal::Live> live;
  Expected<void> read = impl_->journal.live([&](const journal::Live &each) {
    // Children of a map run go on with their parent.
    if (!each.isChild && (!machine || each.machine == *machine || each.machine == 0))
      live.push_back(each);
  });
  if (!read)
    return read.failure();
  Expected<std::unordered_set<uint64_t>> paused =
      executionsOf(impl_->journal, journal::DocumentKind::Pause);
  if (!paused)
    return paused.failure();
  Expected<std::unordered_set<uint64_t>> damagedBefore =
      executionsOf(impl_->journal, journal::DocumentKind::Damage);
  if (!damagedBefore)
    return damagedBefore.failure();
  Recovered recovered;
  auto resumed = std::make_shared<Resumed>();
  std::vector<DurableEngine::Sleeper> sleepers;
  std::map<Definition, bool> known; // whether its executions run here
  for (const journal::Live &each : live) {
    bool isSpecial = paused->contains(each.execution) || damagedBefore->contains(each.execution);
    auto of = known.find({each.machine, each.revision});
    if (of != known.end() && !of->second) {
      ++recovered.left;
      impl_->leave(each.execution);
      continue;
    }
    if (!wakesAll && each.sleeps && each.dueMs && !isSpecial && of != known.end()) {
      sleepers.push_back({each.execution, *each.dueMs});
      continue;
    }
    auto going = impl_->recover(each.execution, paused->contains(each.execution), resumed);
    if (!going)
      return going.failure();
    if (*going == Impl::Going::Damaged || *going == Impl::Going::Ended)
      continue; // it says nothing of the others
    ++(*going == Impl::Going::Here ? recovered.running : recovered.left);
    known.emplace(Definition(each.machine, each.revision), *going == Impl::Going::Here);
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
  resumed->wait();
  if (Expected<void> forgotten = impl_->forgetDamage(*damagedBefore); !forgotten)
    return forgotten.failure();
  return recovered;
}

/// Forgets the damage of those that go on here again, or have ended.
Expected<void> Service::Impl::forgetDamage(const std::unordered_set<uint64_t> &before) {
  for (uint64_t execution : before) {
    if (damaged.find(execution))
      continue;
    Expected<std::optional<journal::Execution>> described = journal.describe(execution);
    if (!described)
      return described.failure();
    bool isLeft = false;
    if (*described && !(*described)->stopMs) {
      std::lock_guard lock(mutex);
      isLeft = !runsHere.contains({(*described)->start.machine, (*described)->start.revision});
    }
    if (!isLeft)
      damaged.forget(execution);
  }
  return {};
}

/// Waits until what was passed to the journal before is committed, or `stop` was called. Not on a
/// thread that commits.
void Service::Impl::waitForCommits() {
  auto done = std::make_shared<std::promise<void>>();
  std::future<void> isDone = done->get_future();
  journal.commit({}, [done](const journal::CommitResult &) { done->set_value(); });
  while (isDone.wait_for(std::chrono::milliseconds(100)) != std::future_status::ready) {
    std::lock_guard lock(mutex);
    if (isStopped)
      return;
  }
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
    return impl_->damaged.whenEnded(execution, std::move(ended));
  {
    std::lock_guard lock(impl_->mutex);
    auto [entry, isNew] = impl_->running.try_emplace(execution);
    entry->second.isAsleep |= isNew;
    entry->second.waiting.push_back(std::move(ended));
  }
  // It may have been woken and have ended before it was noted that somebody waits.
  if (impl_->sleepsHere(execution))
    return true;
  if (impl_->damaged.find(execution)) {
    impl_->waitWithDamaged(execution);
    return true;
  }
  std::lock_guard lock(impl_->mutex);
  auto entry = impl_->running.find(execution);
  if (entry == impl_->running.end() || !entry->second.isAsleep)
    return true;
  impl_->running.erase(entry);
  return false;
}

} // namespace asl::service
