// The scheduling loop of a shard.
#include "runtime/exec/shard.h"

#include "runtime/expr/jsonata/eval/evaluation.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <utility>

namespace asl::exec {
namespace {

thread_local Shard *currentShard = nullptr;

constexpr uint32_t kTurnsBetweenPolls = 64;
/// Few, so that an execution that starts runs while its memory is at hand.
constexpr size_t kClosuresAtOnce = 16;
/// So often a commit is put off for executions that are about to start. Few, so that the journal
/// has something to do while others start.
constexpr unsigned kMostRounds = 8;
constexpr int64_t kMostMsBetweenPolls = 10;
/// The clock may be set forward, also by a machine that was asleep: nothing else tells.
constexpr int64_t kMostWaitMs = 10'000;
constexpr size_t kMostSpareExecutions = 64;
constexpr size_t kMostSpareBytes = size_t(16) << 20; ///< of all their heaps

/// Binds the thread to `shard`: expressions use its clock, and long expressions poll its events.
void enter(Shard *shard) {
  currentShard = shard;
  auto timeOf = [](void *of) { return static_cast<const Shard *>(of)->nowMs(); };
  auto pause = [](void *of) { static_cast<Shard *>(of)->pauseEvaluation(); };
  using Host = jsonata::Evaluation::Host;
  jsonata::Evaluation::current().setHost(shard ? Host{timeOf, pause, shard} : Host{});
}

} // namespace

Shard *Shard::current() { return currentShard; }
Shard::Scope::Scope(Shard &shard) : before_(currentShard) { enter(&shard); }
Shard::Scope::~Scope() { enter(before_); }

Shard::Shard(const EngineOptions &engineOptions, LoadSuspension loader)
    : options(engineOptions), loop(std::make_shared<Loop>()), loadSuspension(loader) {
  if (options.orderedAnswers && options.clock == ClockKind::Virtual)
    answers.emplace();
  restartClock();
}

Shard::~Shard() {
  leaveDurable();
  abortAll(std::nullopt, std::nullopt);
  // abortAll has dropped every frame; nothing else frees those that were queued then.
  for (const std::deque<Frame *> *frames : {&ready_, &heldBack_})
    for (Frame *frame : *frames)
      FramePool::free(*frame);
  loop->close();
}

void Shard::restartClock() {
  if (options.clock == ClockKind::Virtual)
    clock_ = std::make_unique<VirtualClock>(options.virtualStartMs);
  else if (!clock_)
    clock_ = std::make_unique<WallClock>();
}

// ---- Executions ----

Execution &Shard::newExecution() {
  if (freeSlots_.empty()) {
    freeSlots_.push_back(static_cast<uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  uint32_t index = freeSlots_.back();
  freeSlots_.pop_back();
  Execution &execution = occupy(index);
  execution.number = uint64_t(++started_) << 32 | index;
  return execution;
}

/// Puts an execution that is unused into this place.
Execution &Shard::occupy(uint32_t index) {
  std::unique_ptr<Execution> &execution = slots_[index].execution;
  if (spareExecutions_.empty()) {
    execution = std::make_unique<Execution>(*this);
  } else {
    execution = std::move(spareExecutions_.back());
    spareExecutions_.pop_back();
    spareBytes_ -= execution->heap.spareBytes();
  }
  ++resident_;
  return *execution;
}

uint64_t Shard::start(const asl_module &module, std::string_view input,
                      ExecutionOptions executionOptions, std::function<void(const Outcome &)> done,
                      const ChildIdentity *child, std::unique_ptr<DurableLog> log) {
  Execution &execution = newExecution();
  uint64_t number = execution.number;
  if (!execution.begin(module, input, std::move(executionOptions), std::move(done), child,
                       std::move(log)))
    return drop(number);
  if (execution.isDurable())
    durable_.emplace(execution.log()->execution(), number);
  else if (execution.log() && execution.log()->isNew())
    batch_.bursts.push_back(execution.log()->burst(execution));
  return number;
}

uint64_t Shard::resume(const asl_module &module, const std::vector<journal::Record> &rows,
                       ExecutionOptions executionOptions, std::function<void(const Outcome &)> done,
                       const Resumption &how) {
  Execution &execution = newExecution();
  uint64_t number = execution.number;
  if (!execution.resume(module, rows, std::move(executionOptions), std::move(done), how))
    return drop(number);
  durable_.emplace(execution.log()->execution(), number);
  remember(execution);
  return number;
}

uint64_t Shard::fork(const asl_module &module, const ForkPoint &from,
                     ExecutionOptions executionOptions, std::function<void(const Outcome &)> done,
                     std::unique_ptr<DurableLog> log) {
  Execution &execution = newExecution();
  uint64_t number = execution.number;
  if (!execution.fork(module, from, std::move(executionOptions), std::move(done), std::move(log)))
    return drop(number);
  durable_.emplace(execution.log()->execution(), number);
  return number;
}

/// An execution that did not begin.
uint64_t Shard::drop(uint64_t number) {
  --resident_;
  release(static_cast<uint32_t>(number & 0xFFFFFFFF));
  return 0;
}

Execution *Shard::findDurable(uint64_t execution) {
  auto found = durable_.find(execution);
  return found == durable_.end() ? nullptr : find(found->second);
}

Execution *Shard::executionOf(uint64_t number) const {
  size_t index = number & 0xFFFFFFFF;
  Execution *execution = index < slots_.size() ? slots_[index].execution.get() : nullptr;
  return execution && execution->number == number ? execution : nullptr;
}

Execution *Shard::find(uint64_t number) {
  if (Execution *execution = executionOf(number))
    return execution->isOver() ? nullptr : execution;
  return restingOf(number) ? bringBack(static_cast<uint32_t>(number & 0xFFFFFFFF)) : nullptr;
}

const Resting *Shard::restingOf(uint64_t number) const {
  size_t index = number & 0xFFFFFFFF;
  const Resting *resting = index < slots_.size() ? slots_[index].resting.get() : nullptr;
  return resting && resting->number == number ? resting : nullptr;
}

Suspension *Shard::suspension(uint64_t number) {
  SuspensionTable::Entry *entry = suspensions.find(number);
  if (entry != nullptr && entry->suspension == nullptr)
    find(entry->execution);
  return entry == nullptr ? nullptr : entry->suspension;
}

void Shard::retire(Execution &execution) {
  --resident_;
  // It may still be on the stack; its slot is reused after its current turn.
  retired_.push_back(static_cast<uint32_t>(execution.number & 0xFFFFFFFF));
}

void Shard::release(uint32_t index) {
  keepSpare(std::move(slots_[index].execution));
  freeSlots_.push_back(index);
}

/// Keeps some unused executions for others and frees the rest.
void Shard::keepSpare(std::unique_ptr<Execution> execution) {
  if (spareExecutions_.size() == kMostSpareExecutions)
    return;
  Heap &heap = execution->heap;
  heap.reset(nullptr, 1, std::min(Heap::kSpareBytes, kMostSpareBytes - spareBytes_));
  spareBytes_ += heap.spareBytes();
  spareExecutions_.push_back(std::move(execution));
}

void Shard::releaseRetired() {
  if (retired_.empty())
    return;
  for (uint32_t index : retired_)
    release(index);
  retired_.clear();
  if (freeSlots_.size() == slots_.size() && slots_.size() > kMostSpareExecutions) {
    slots_.clear();
    slots_.shrink_to_fit();
    freeSlots_.clear();
    freeSlots_.shrink_to_fit();
  }
}

void Shard::abortAll(const std::optional<std::string> &error,
                     const std::optional<std::string> &cause) {
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].resting && !slots_[i].resting->isChild())
      bringBack(static_cast<uint32_t>(i));
    Execution *execution = slots_[i].execution.get();
    if (execution && !execution->isOver() && !execution->isChild())
      execution->abort(error, cause);
  }
}

/// The work of this process for those that rest: their tasks are not in memory.
std::vector<uint64_t> Shard::workOfResting() {
  std::vector<uint64_t> handles;
  suspensions.each([&](const SuspensionTable::Entry &entry) {
    if (entry.suspension != nullptr || !entry.work || entry.work->handle() == 0)
      return;
    if (const Resting *resting = restingOf(entry.execution); resting && resting->isDurable())
      handles.push_back(entry.work->handle());
  });
  return handles;
}

void Shard::leaveDurable() {
  std::vector<uint64_t> working = workOfResting();
  for (auto [handle, isDurable] : std::exchange(cancelling_, {}))
    if (isDurable)
      options.executor->cancel(handle);
    else
      working.push_back(handle);
  for (Slot &slot : slots_) {
    if (slot.execution && !slot.execution->isOver() && slot.execution->isDurable())
      slot.execution->leave();
    if (slot.resting && slot.resting->isDurable()) {
      timers.cancel(slot.resting->wakeTimer);
      slot.resting = nullptr;
    }
  }
  for (uint64_t handle : working)
    options.executor->leave(handle);
}

// ---- Tasks ----

const task::Resource &Shard::resource(const asl_string *text) {
  auto found = resources_.find(asl::text(text));
  if (found == resources_.end()) {
    found = resources_.try_emplace(std::string(asl::text(text))).first;
    found->second = task::parseResource(found->first);
  }
  return found->second;
}

// ---- Work on other threads ----

void Shard::inBackground(uint64_t number, std::function<void()> job) {
  constexpr unsigned kMostThreads = 4;
  std::unique_ptr<TaskWork> &work = suspensions.find(number)->work;
  work = std::make_unique<TaskWork>(*this);
  work->begin(number);
  if (answers)
    answers->expect(number);
  if (!background_)
    background_ = std::make_unique<BlockingPool>(kMostThreads);
  background_->run(std::move(job));
}

void Shard::backgroundEnded(uint64_t number) {
  if (answers)
    answers->drop(number);
  if (SuspensionTable::Entry *entry = suspensions.find(number))
    entry->work = nullptr;
}

// ---- Turns ----

void Shard::enqueue(Frame &frame) {
  if (frame.queued)
    return;
  frame.queued = true;
  ready_.push_back(&frame);
}

void Shard::unqueue(Frame &frame) {
  if (!std::exchange(frame.queued, false))
    return;
  std::erase(ready_, &frame);
  std::erase(heldBack_, &frame);
}

TimerTarget Shard::wakeTarget(Frame &frame) {
  auto wake = [](void *object, uint32_t) {
    auto &frame = *static_cast<Frame *>(object);
    frame.timer = 0;
    frame.execution->shard.enqueue(frame);
  };
  return {wake, &frame};
}

void Shard::wakeAt(int64_t deadlineMs, Frame &frame) {
  frame.timer = timers.start(deadlineMs, wakeTarget(frame));
}

/// On a virtual clock the order of events does not depend on how many are looked at.
size_t Shard::closuresAtOnce() const { return clock_->isVirtual() ? Loop::kAll : kClosuresAtOnce; }

void Shard::turn() {
  if ((isLost_ || isEnding_) && aside_.empty())
    return;
  turnsSincePoll_ = 0;
  polledMs_ = nowMs();
  releaseRetired();
  ++turns_;
  if (!ready_.empty())
    waitingSince_.reset();
  for (unsigned rounds = 1;; ++rounds) {
    runReady();
    bool commits = isDurable() && mustCommit() && !isLost_;
    // What other threads have asked for meanwhile belongs into the same commit.
    bool hasMore = commits && aside_.empty() && !clock_->isVirtual() && loop->poll(kClosuresAtOnce);
    if (hasMore && rounds % kMostRounds != 0)
      continue;
    if (commits) {
      commit(hasMore);
      // There may always be something to do, so that `wait` never gets to it.
      if (!isLost_ && !clock_->isVirtual())
        restSome();
    }
    if (!aside_.empty()) {
      if (!goOnAside())
        return;
      continue;
    }
    if ((!ready_.empty() || !effects_.empty()) && !isLost_ && !isEnding_)
      continue;
    return;
  }
}

void Shard::runReady() {
  while (!ready_.empty() && !isTurnOfAside() && !isEnding_) {
    runNext();
    pollSometimes();
  }
}

void Shard::runNext() {
  Frame &frame = *ready_.front();
  ready_.pop_front();
  if (!frame.dropped && standsAside(*frame.execution)) {
    heldBack_.push_back(&frame);
    return;
  }
  frame.queued = false;
  if (frame.dropped)
    FramePool::free(frame);
  else
    run(frame);
  releaseRetired();
}

void Shard::run(Frame &frame) {
  Execution &execution = *frame.execution;
  beginStep(execution);
  execution.step(frame);
  endStep(execution);
  if (execution.isOver())
    return;
  execution.giveBackMemory();
  remember(execution);
  touch(execution);
}

void Shard::pollEvents(size_t most) {
  bool wasInFlow = std::exchange(inFlow, false);
  loop->poll(most);
  int64_t now = nowMs();
  while (auto target = timers.takeDue(now))
    target->fire(target->object, target->argument);
  inFlow = wasInFlow;
  flowMs_ = polledMs_ = now;
}

void Shard::pollSometimes() {
  bool isDue = ++turnsSincePoll_ % kTurnsBetweenPolls == 0;
  if (!isDue && !clock_->isVirtual())
    isDue = nowMs() - polledMs_ >= kMostMsBetweenPolls;
  if (isDue)
    pollEvents(closuresAtOnce());
}

void Shard::wait() {
  // Any closure may have made a frame ready: return to the caller before blocking.
  bool moved = loop->poll(closuresAtOnce());
  moved |= takeAnswer();
  if (moved || !ready_.empty())
    return;
  if (isLost_)
    return loop->wait(std::nullopt);
  // What leaves memory is in the journal, and a virtual clock does not pass what is not.
  if (!dirty_.empty() && (clock_->isVirtual() || resident_ > options.mostResident))
    commit();
  restSome();
  std::optional<int64_t> next = nextDeadline();
  if (!clock_->isVirtual())
    waitForTime(next);
  else if (next && workingTasks == 0)
    clock_->advanceTo(*next);
  else
    waitForWork();
  pollEvents(closuresAtOnce());
  wakeSome();
}

int64_t Shard::passTime(int64_t milliseconds) {
  int64_t before = nowMs(), until = before + milliseconds;
  if (!clock_->isVirtual())
    return milliseconds;
  clock_->advanceTo(std::min(until, nextDeadline().value_or(until)));
  return nowMs() - before;
}

void Shard::waitForTime(std::optional<int64_t> next) {
  std::optional<int64_t> most;
  if (std::optional<int64_t> quiet = quietAt())
    next = std::min(next.value_or(*quiet), *quiet);
  if (next)
    most = std::min(*next - nowMs(), kMostWaitMs);
  if (!dirty_.empty())
    most = std::min<int64_t>(most.value_or(kLatestCommit.count()), kLatestCommit.count());
  loop->wait(most);
}

/// A task works in real time. Until it answers, real time also counts toward the deadlines of the
/// virtual clock.
void Shard::waitForWork() {
  using namespace std::chrono;
  std::optional<int64_t> next = nextDeadline();
  if (!waitingSince_)
    waitingSince_ = steady_clock::now();
  auto left = [&] {
    auto passed = duration_cast<milliseconds>(steady_clock::now() - *waitingSince_);
    return *next - nowMs() - passed.count();
  };
  loop->wait(next ? std::optional(left()) : std::nullopt);
  loop->poll();
  if (!next || !ready_.empty() || left() > 0)
    return;
  clock_->advanceTo(*next);
  waitingSince_.reset();
}

bool Shard::takeAnswer() {
  if (!answers)
    return false;
  OrderedAnswers::Answer answer = answers->take();
  if (!answer)
    return false;
  answer();
  return true;
}

} // namespace asl::exec
