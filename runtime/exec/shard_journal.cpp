// What a shard gives the journal, and which executions leave memory because the journal or their
// bytes are enough.
#include "runtime/exec/shard.h"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace asl::exec {
namespace {

constexpr size_t kMostReservedBursts = 1024;
/// Who waits for longer, rests: to be brought back costs little beside that.
constexpr int64_t kQuietMs = 1000;
/// The same where many wait: they would have much memory until then.
constexpr int64_t kQuietOfManyMs = 100;
constexpr size_t kMany = 4096;
constexpr int64_t kVeryLongMs = 10'000; // to read its rows costs much less
/// When so many are known, those that nothing runs of are forgotten.
constexpr size_t kManyModules = 1000;
/// Who needs more memory than this for its values would save a small part of it, and would have to
/// write them to the journal again.
constexpr size_t kLargeBytes = size_t(64) << 10;

} // namespace

// ---- The journal ----

void Shard::touch(Execution &execution) {
  if (!execution.isDurable() || execution.isDirty)
    return;
  execution.isDirty = true;
  if (dirty_.empty())
    dirtySince_ = std::chrono::steady_clock::now();
  dirty_.push_back(execution.number);
}

/// What only waits for a time or for an answer may be committed a little later, with what comes
/// then.
bool Shard::mustCommit() const {
  if (!batch_.empty() || !effects_.empty() || !documents_.empty() || !answers_.empty())
    return true;
  return !dirty_.empty() && std::chrono::steady_clock::now() - dirtySince_ >= kLatestCommit;
}

void Shard::recordEnd(Execution &execution, const Outcome &outcome) {
  journal::End end;
  end.status = static_cast<journal::Status>(outcome.status);
  end.stopMs = nowMs();
  end.error = outcome.error;
  end.cause = outcome.cause;
  batch_.bursts.push_back(execution.log()->lastBurst(execution, std::move(end)));
  handIn(execution);
  durable_.erase(execution.log()->execution());
}

void Shard::cancelAfterCommit(uint64_t handle, const Execution &about) {
  cancelling_.emplace(handle, /*isDurable=*/false);
  auto cancel = [this, handle] {
    if (cancelling_.erase(handle) > 0)
      options.executor->cancel(handle);
  };
  auto effect = [this, handle, cancel] {
    if (auto found = cancelling_.find(handle); found != cancelling_.end())
      found->second = true;
    loop->post(cancel); // not within the commit: executors may read the journal
  };
  afterCommit(std::move(effect), &about);
}

bool Shard::needsOutput(const Execution &execution) const {
  return !isAwaited || !execution.isDurable() || execution.isChild() || execution.options.trace ||
         isAwaited(execution.log()->execution());
}

/// Tells the observer of a burst.
void Shard::handIn(Execution &execution) {
  if (!execution.options.observer || execution.options.express)
    return;
  if (std::function<void()> whenDurable = execution.options.observer->handIn())
    afterCommit(std::move(whenDurable), &execution);
}

/// Called when the execution waits and its state is in `burst`: frees its memory, or some of it,
/// where that costs less than to keep it.
void Shard::saveMemory(Execution &execution, const journal::Burst &burst) {
  if (!burst.sleeps)
    return;
  int64_t waitMs = *burst.dueMs - nowMs();
  if (fellAsleep && waitMs >= kVeryLongMs && !execution.isWatched())
    leaving_.push_back(execution.number);
  else if (waitMs >= kQuietMs && resident_ <= options.mostResident) // else it leaves memory anyway
    rest(execution);
}

/// The executions whose state cannot be written now, because a next process could not go on from
/// it: those in the middle of a step, and those with frames that are ready to run. Sorted.
std::vector<const Execution *> Shard::betweenCommits() const {
  std::vector<const Execution *> all;
  for (const Aside *aside : aside_)
    all.push_back(aside->execution);
  for (const Frame *frame : ready_)
    if (!frame->dropped)
      all.push_back(frame->execution);
  std::sort(all.begin(), all.end());
  return all;
}

/// Gives the journal what has happened since the last time. What depends on an execution that
/// cannot be committed now waits with it.
void Shard::commit(bool hasMore) {
  std::vector<const Execution *> unsettled = betweenCommits();
  auto isUnsettled = [&](const Execution *execution) {
    return !unsettled.empty() && std::binary_search(unsettled.begin(), unsettled.end(), execution);
  };
  auto takeSettled = [&](auto &from, auto &to) {
    size_t kept = 0;
    for (auto &each : from)
      if (isUnsettled(executionOf(each.execution)))
        from[kept++] = std::move(each);
      else
        to.push_back(std::move(each.what));
    from.resize(kept);
  };
  size_t kept = 0;
  for (uint64_t number : dirty_) {
    Execution *execution = executionOf(number);
    if (!execution || !execution->isDirty || execution->isOver())
      continue;
    if (isUnsettled(execution)) {
      dirty_[kept++] = number;
      continue;
    }
    execution->isDirty = false;
    batch_.bursts.push_back(execution->log()->burst(*execution));
    handIn(*execution);
    execution->addTo(batch_);
    saveMemory(*execution, batch_.bursts.back());
  }
  dirty_.resize(kept);
  auto effects = std::make_shared<std::vector<std::function<void()>>>();
  takeSettled(effects_, *effects);
  takeSettled(documents_, batch_.documents);
  takeSettled(answers_, batch_.answers);
  if (batch_.empty() && effects->empty())
    return;
  auto done = [this, weakLoop = std::weak_ptr(loop), effects](const journal::CommitResult &result) {
    if (Shard::current() == this)
      return committed(result, *effects);
    // The shard is valid when the loop runs this, since both belong to one thread.
    if (std::shared_ptr<Loop> alive = weakLoop.lock())
      alive->post([this, result, effects] { committed(result, *effects); });
  };
  ++commitsUnderWay_;
  size_t bursts = batch_.bursts.size();
  bool isBusy =
      hasMore || (!clock_->isVirtual() && !sleepers_.empty() && sleepers_.top().first <= nowMs());
  options.journal->commit(std::exchange(batch_, {}), std::move(done),
                          isBusy ? journal::Caller::Busy : journal::Caller::Idle);
  batch_.bursts.reserve(std::min(bursts, kMostReservedBursts)); // the next is about as large
  endedLogs_.clear();
}

void Shard::committed(const journal::CommitResult &result,
                      const std::vector<std::function<void()>> &effects) {
  --commitsUnderWay_;
  if (result.status == journal::CommitStatus::Durable) {
    for (const std::function<void()> &effect : effects)
      effect();
    return;
  }
  // Nothing may leave this process any more, and nothing goes on. Whoever waits for an
  // effect must not have to wait until the shard is destroyed.
  isLost_ = true;
  effects_.clear();
  if (options.journalLost)
    options.journalLost(result.message);
  else
    std::abort();
}

// ---- Memory ----

/// Another module may have been at this address when no execution holds the numbers.
std::shared_ptr<const FlowNumbers> Shard::flowsOf(const asl_module &module) {
  auto isUnused = [](const auto &each) { return each.second.use_count() == 1; };
  if (flows_.size() >= kManyModules && !flows_.contains(&module))
    std::erase_if(flows_, isUnused);
  auto known = flows_.try_emplace(&module).first;
  if (!known->second || (isUnused(*known) && !known->second->areOf(module)))
    known->second = std::make_shared<const FlowNumbers>(module);
  return known->second;
}

/// Notes that the execution was used just now.
void Shard::remember(Execution &execution) {
  bool mayRest = restsWhenQuiet() || options.mostResident != EngineOptions::kUnlimited;
  if (!mayRest || execution.lastTurn == turns_)
    return;
  execution.lastTurn = turns_;
  // `flowMs_` is that of a flow: it is not set when an execution goes on and none has run yet.
  unused_.push_back({execution.number, turns_, std::max(flowMs_, polledMs_)});
}

void Shard::rest(Execution &execution) {
  auto index = static_cast<uint32_t>(execution.number & 0xFFFFFFFF);
  slots_[index].resting = execution.rest();
  keepSpare(std::move(slots_[index].execution));
  --resident_;
}

Execution *Shard::bringBack(uint32_t index) {
  std::unique_ptr<Resting> resting = std::move(slots_[index].resting);
  Execution &execution = occupy(index);
  execution.bringBack(std::move(*resting));
  remember(execution);
  return &execution;
}

TimerTarget Shard::wakeTarget(uint64_t number) {
  auto fire = [](void *object, uint32_t index) {
    auto &shard = *static_cast<Shard *>(object);
    shard.slots_[index].resting->wakeTimer = 0;
    shard.bringBack(index);
  };
  return {fire, this, static_cast<uint32_t>(number & 0xFFFFFFFF)};
}

/// On a virtual clock it is not the time that tells who waits for long.
bool Shard::restsWhenQuiet() const { return isDurable() && !clock_->isVirtual(); }

/// Whether executions that are too many may soon leave memory, when the journal has all of them.
bool Shard::awaitsCommit() const {
  return fellAsleep && commitsUnderWay_ != 0 && resident_ > options.mostResident;
}

/// When the longest unused execution is to rest.
std::optional<int64_t> Shard::quietAt() const {
  if (!restsWhenQuiet() || unused_.empty() || awaitsCommit())
    return std::nullopt;
  int64_t sinceMs = unused_.front().sinceMs, now = nowMs();
  if (sinceMs > now) // the clock was set back
    return now;
  return sinceMs + (resident_ > kMany ? kQuietOfManyMs : kQuietMs);
}

/// Executions that wait for very long leave memory, and the frames of those that are quiet, or have
/// waited longest.
void Shard::restSome() {
  if (commitsUnderWay_ == 0)
    for (uint64_t number : std::exchange(leaving_, {}))
      if (Execution *execution = executionOf(number); execution && mayRest(*execution))
        letSleep(*execution);
  while (!unused_.empty() && !awaitsCommit()) {
    bool areTooMany = resident_ > options.mostResident;
    if (!areTooMany && quietAt().value_or(INT64_MAX) > nowMs())
      return;
    Unused longest = unused_.front();
    unused_.pop_front();
    Execution *execution = executionOf(longest.number);
    if (!execution || execution->lastTurn != longest.turn || !mayRest(*execution))
      continue;
    if (areTooMany && letSleep(*execution))
      continue;
    if (!areTooMany && (execution->isDirty || execution->heap.blockBytes() > kLargeBytes))
      unused_.push_back({longest.number, longest.turn, nowMs()}); // perhaps later
    else
      rest(*execution);
  }
}

/// Whether it is in memory, and does not run now or at once.
bool Shard::mayRest(const Execution &execution) const {
  return !execution.isOver() && !execution.hasReady() && !standsAside(execution) &&
         execution.earliestDeadline().value_or(INT64_MAX) > nowMs();
}

/// What the journal has needs no memory until it is due.
bool Shard::letSleep(Execution &execution) {
  if (!fellAsleep || commitsUnderWay_ != 0 || execution.isDirty || !execution.sleeps() ||
      execution.isWatched())
    return false;
  std::optional<int64_t> due = execution.earliestDeadline();
  if (!due)
    return false;
  uint64_t number = execution.log()->execution();
  durable_.erase(number);
  execution.leave();
  retire(execution);
  sleepUntil(number, *due);
  fellAsleep(number);
  return true;
}

/// Whether sleepers are due, and may be woken: what those before them did is committed meanwhile.
bool Shard::mayWake() const {
  constexpr size_t kMostCommits = 2;
  return !sleepers_.empty() && (clock_->isVirtual() || commitsUnderWay_ < kMostCommits);
}

void Shard::wakeSome() {
  constexpr size_t kMostAtOnce = 1024; // they are in one commit
  if (!mayWake())
    return;
  std::vector<uint64_t> due;
  for (int64_t now = nowMs(); due.size() < kMostAtOnce && !sleepers_.empty(); sleepers_.pop()) {
    auto [dueMs, execution] = sleepers_.top();
    if (dueMs > now)
      break;
    due.push_back(execution);
  }
  if (!due.empty())
    wake(due);
}

std::optional<int64_t> Shard::nextDeadline() {
  std::optional<int64_t> next = timers.next();
  if (mayWake())
    next = std::min(next.value_or(sleepers_.top().first), sleepers_.top().first);
  return next;
}

} // namespace asl::exec
