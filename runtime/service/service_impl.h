// What a service holds. For its own sources.
#pragma once

#include "runtime/service/commands.h"
#include "runtime/service/damage.h"
#include "runtime/service/service.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace asl::service {

class Resumed;

/// A machine and a revision.
using Definition = std::pair<uint64_t, uint64_t>;

struct Service::Impl {
  Impl(EngineOptions options, DamagedExecutions::Report isDamaged)
      : journal(*options.journal), journalLost(options.journalLost),
        damaged(journal, std::move(isDamaged)), engine(std::move(options)) {
    engine.letSleep({[this](uint64_t execution) { fellAsleep(execution); },
                     [this](const auto &executions) { return wake(executions); },
                     [this](auto again) { return putOff(std::move(again)); }});
    engine.makeOutputs([this](uint64_t execution) {
      std::lock_guard lock(mutex);
      auto entry = running.find(execution);
      return entry != running.end() && !entry->second.waiting.empty();
    });
  }

  using Ended = std::function<void(const Outcome &)>;
  struct Running;

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
      if (waiting.empty())
        return;
      Outcome withOutput = outcome;
      if (outcome.status == Status::Succeeded && outcome.output.empty())
        addOutput(execution, withOutput);
      for (const Ended &each : waiting)
        each(withOutput);
    };
  }
  /// For those who began to wait when the execution had ended, and that was not durable yet.
  void addOutput(uint64_t execution, Outcome &outcome);
  /// With the lock: an execution has ended, or runs again. Waking those who wait for others costs
  /// as much as the execution.
  void notify(bool isWaitedFor) {
    if (isWaitedFor || waitsUnnamed > 0 || (running.empty() && asleep == 0))
      changed.notify_all();
  }
  /// False: it runs already.
  bool add(uint64_t execution, Ended ended, bool isStarting = false) {
    std::lock_guard lock(mutex);
    auto [entry, isNew] = running.try_emplace(execution);
    if (isNew)
      entry->second.isStarting = isStarting;
    if (ended && isNew) {
      entry->second.waiting.push_back(std::move(ended));
      entry->second.knowsLaunch = true;
    }
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
  /// Whether Service::stop was called.
  bool hasStopped() {
    std::lock_guard lock(mutex);
    return isStopped;
  }
  /// The execution does not run here any more. Returns what was known of it.
  Running forget(uint64_t execution);

  // ---- Sleepers: nothing is known of them here but their number ----
  void fellAsleep(uint64_t execution);
  bool wake(const std::vector<uint64_t> &executions);
  bool putOff(std::function<void()> again);
  void recovering(bool is);
  void noteWoken(const std::vector<uint64_t> &executions,
                 const std::unordered_set<uint64_t> &woken);
  bool goOnWith(journal::Continuation found);
  enum class Going : uint8_t {
    Here,
    Elsewhere, ///< it began under a definition that does not run here
    Ended,
    Damaged
  };
  Expected<Going> resume(uint64_t execution, bool isPaused, std::function<void()> told);
  Expected<Going> whyNotFound(uint64_t execution);
  Expected<Going> resume(journal::Continuation found, bool isPaused, std::function<void()> told);
  void resume(journal::Continuation found, Launch launch, bool isPaused,
              std::function<void()> told);
  Expected<Going> recover(uint64_t execution, bool isPaused,
                          const std::shared_ptr<Resumed> &resumed);
  void isolate(uint64_t execution, const std::string &why);
  void waitWithDamaged(uint64_t execution);
  Expected<void> forgetDamage(const std::unordered_set<uint64_t> &before);
  void waitForCommits();
  void leave(uint64_t execution);
  bool sleepsHere(uint64_t execution);
  Expected<std::optional<Launch>> launchOf(const journal::Execution &execution);

  using LaunchDone = std::function<void(const Launched &)>;
  void claim(const std::shared_ptr<Launch> &launch, LaunchDone done);
  void begin(uint64_t execution, Launch launch, LaunchDone done);
  void tell(const journal::Claim &claim, LaunchDone done);
  void expect(uint64_t execution, const journal::Start &start, Ended ended);
  bool awaitStart(uint64_t execution, LaunchDone done);
  std::vector<LaunchDone> begun(uint64_t execution);
  std::vector<LaunchDone> withdraw(uint64_t execution, uint64_t machine, const std::string &name);
  void noteLaunch(uint64_t execution, Ended ended);
  Expected<journal::Claim> claimForked(const journal::Start &start);
  DurableEngine::Started whenStarted(uint64_t execution, const journal::Start &start,
                                     LaunchDone done);
  Expected<void> startForked(uint64_t execution, const journal::Execution &other,
                             journal::Start start, exec::ForkPoint from,
                             std::optional<journal::Answer> answer);
  Expected<Redriven> redrive(uint64_t execution, Launch launch, const std::string &clientToken,
                             int64_t nowMs);
  void giveUp(uint64_t execution);

  journal::Journal &journal;
  const std::function<void(const std::string &why)> journalLost;
  /// Locked before `mutex`. While it is free, an execution that has claimed its name and is not in
  /// the journal is among `running`.
  std::mutex claiming;
  std::mutex mutex;
  std::condition_variable changed;
  struct Running {
    std::vector<Ended> waiting; ///< who waits for its end
    bool isAsleep = false;
    bool knowsLaunch = false; ///< `waiting` has the `ended` of its launch
    bool isStarting = false;  ///< its start is not durable
  };
  /// Executions of this process that have not ended, but for those that sleep and for which nobody
  /// waits.
  std::unordered_map<uint64_t, Running> running;
  /// Who asked for the same name as an execution that is starting.
  std::unordered_map<uint64_t, std::vector<LaunchDone>> awaitingStart;
  size_t asleep = 0;       ///< how many sleep
  size_t waitsUnnamed = 0; ///< who waits for the end of an execution without being noted there
  /// Machines and revisions whose executions run here.
  std::set<Definition> runsHere;
  bool isRecovering = false; ///< executions of the journal may not have been noted yet
  std::vector<std::function<void()>> untilRecovered; ///< what looks for one of these
  bool isStopped = false;
  std::vector<Machine> machines; ///< those that were added
  ExecutionOptions recovered;    ///< of executions that go on
  Source source;                 ///< of executions of machines that were not added; may be empty
  DamagedExecutions damaged;
  DurableEngine engine; ///< ends before the rest: it calls `done`
  std::optional<CommandServer> commands;
};

} // namespace asl::service
