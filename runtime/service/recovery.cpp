// Executions that go on: those in the journal when a process starts, and those that wake up.
#include "runtime/service/service_impl.h"

#include "runtime/support/number_text.h"

#include <map>
#include <unordered_set>
#include <utility>

namespace asl::service {

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

namespace {

/// The numbers of the executions that are paused.
Expected<std::unordered_set<uint64_t>> pausedExecutions(const journal::Reader &journal) {
  Expected<std::vector<journal::Document>> pauses =
      journal.documents(journal::DocumentKind::Pause, "");
  if (!pauses)
    return pauses.failure();
  std::unordered_set<uint64_t> paused;
  for (const journal::Document &pause : *pauses)
    paused.insert(parseNumber<uint64_t>(pause.name).value_or(0));
  return paused;
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

/// Posts to the engine what resumes the execution. `told` is told of it. False when it has ended,
/// or does not run here.
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
  Expected<std::vector<journal::Record>> rows = journal.tailOf(**described);
  if (!rows)
    return rows.failure();
  resume({**std::move(described), *std::move(rows)}, **std::move(launch), isPaused,
         std::move(told));
  return true;
}

void Service::Impl::resume(journal::Continuation found, Launch launch, bool isPaused, Told told) {
  const journal::Execution &execution = found.execution;
  launch.options.name = execution.start.name;
  if (launch.ended) {
    std::lock_guard lock(mutex);
    Running &entry = running[execution.id];
    if (!std::exchange(entry.knowsLaunch, true)) // else it was told so before it fell asleep
      entry.waiting.push_back(std::move(launch.ended));
  }
  engine.resume(
      *launch.module, execution.id, std::move(found.tail), std::move(launch.options),
      [told = std::move(told), name = execution.start.name](const std::string &problem) {
        told(name, problem);
      },
      done(execution.id, std::move(launch.code)), isPaused, &execution.start);
}

Expected<bool> Service::Impl::recover(uint64_t execution, bool isPaused,
                                      std::shared_ptr<Resumed> resumed) {
  {
    std::lock_guard lock(mutex);
    running[execution].isAsleep = false; // somebody may wait for it already
  }
  resumed->expect();
  Expected<bool> goesOn =
      resume(execution, isPaused, [resumed](const std::string &name, const std::string &problem) {
        resumed->tell(name, problem);
      });
  if (!goesOn || !*goesOn) {
    resumed->tell({}, {});
    leave(execution);
  }
  return goesOn;
}

/// Tells those who wait for an execution that it does not go on here.
void Service::Impl::leave(uint64_t execution) {
  std::vector<Ended> waiting;
  {
    std::lock_guard lock(mutex);
    waiting.swap(running[execution].waiting);
  }
  drop(execution);
  for (const Ended &each : waiting)
    each(Outcome());
}

/// False when it does not run here.
bool Service::Impl::goOnWith(journal::Continuation found) {
  Expected<std::optional<Launch>> launch = launchOf(found.execution);
  if (!launch && journalLost)
    journalLost(launch.error());
  if (!launch || !*launch)
    return false;
  resume(std::move(found), **std::move(launch), /*isPaused=*/false,
         [this](const std::string &name, const std::string &problem) {
           if (!problem.empty() && journalLost)
             journalLost("the execution `" + name + "` cannot go on: " + problem);
         });
  return true;
}

bool Service::Impl::wake(const std::vector<uint64_t> &executions) {
  std::vector<uint64_t> asleepNow;
  {
    std::lock_guard lock(mutex);
    for (uint64_t execution : executions) {
      auto [entry, isNew] = running.try_emplace(execution);
      if (isNew || entry->second.isAsleep) // else it runs, or was woken before
        asleepNow.push_back(execution);
      entry->second.isAsleep = false;
    }
  }
  if (asleepNow.empty())
    return true;
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
  return woken.size() == asleepNow.size();
}

void Service::Impl::noteWoken(const std::vector<uint64_t> &executions,
                              const std::unordered_set<uint64_t> &woken) {
  std::lock_guard lock(mutex);
  bool isWaitedFor = false;
  for (uint64_t execution : executions) {
    if (woken.contains(execution))
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
  Expected<std::optional<journal::Execution>> described = journal.describe(execution);
  if (!described || !*described || (*described)->status != journal::Status::Running)
    return false;
  std::lock_guard lock(mutex);
  return isRecovering ||
         runsHere.contains({(*described)->start.machine, (*described)->start.revision});
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

Expected<Service::Recovered> Service::goOn(std::optional<uint64_t> machine, bool wakesAll) {
  auto recovering = [this](bool is) {
    std::lock_guard lock(impl_->mutex);
    impl_->isRecovering = is;
  };
  // An execution that goes on may ask for another one which has not been noted yet.
  recovering(true);
  Expected<Recovered> recovered = goOnWithLive(machine, wakesAll);
  recovering(false);
  return recovered;
}

/// Goes on with the executions of `machine`, or of all. Those that sleep are only noted, once the
/// first one of their definition is known to run here and unless `wakesAll`.
Expected<Service::Recovered> Service::goOnWithLive(std::optional<uint64_t> machine, bool wakesAll) {
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

} // namespace asl::service
