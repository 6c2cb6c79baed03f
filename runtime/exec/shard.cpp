// The scheduling loop of a shard.
#include "runtime/exec/shard.h"

#include "runtime/exec/task_work.h"
#include "runtime/expr/jsonata/evaluation.h"

#include <chrono>

namespace asl::exec {
namespace {

thread_local Shard *currentShard = nullptr;

constexpr uint32_t kTurnsBetweenLooks = 64;
constexpr size_t kMostSpareExecutions = 64;

/// What runs on this thread runs for this shard, and expressions see its time.
void enter(Shard *shard) {
  currentShard = shard;
  auto timeOf = [](const void *of) { return static_cast<const Shard *>(of)->nowMs(); };
  jsonata::Evaluation::current().setClock(shard ? +timeOf : nullptr, shard);
}

} // namespace

Shard *Shard::current() { return currentShard; }
Shard::Scope::Scope(Shard &shard) : before_(currentShard) { enter(&shard); }
Shard::Scope::~Scope() { enter(before_); }

Shard::Shard(const EngineOptions &engineOptions)
    : options(engineOptions), loop(std::make_shared<Loop>()) {
  restartClock();
}

Shard::~Shard() {
  abortAll(std::nullopt, std::nullopt);
  // abortAll has dropped every frame; nothing else frees those that were queued then.
  for (Frame *frame : ready_)
    FramePool::free(*frame);
}

void Shard::restartClock() {
  if (options.clock == ClockKind::Virtual)
    clock_ = std::make_unique<VirtualClock>(options.virtualStartMs);
  else if (!clock_)
    clock_ = std::make_unique<WallClock>();
}

// ---- Executions ----

uint64_t Shard::start(const asl_module &module, std::string_view input,
                      ExecutionOptions executionOptions, std::function<void(const Outcome &)> done,
                      const ChildIdentity *child) {
  if (freeSlots_.empty()) {
    freeSlots_.push_back(static_cast<uint32_t>(slots_.size()));
    slots_.emplace_back();
  }
  uint32_t index = freeSlots_.back();
  freeSlots_.pop_back();
  if (spareExecutions_.empty()) {
    slots_[index] = std::make_unique<Execution>(*this);
  } else {
    slots_[index] = std::move(spareExecutions_.back());
    spareExecutions_.pop_back();
  }
  Execution &execution = *slots_[index];
  uint64_t number = uint64_t(++started_) << 32 | index;
  execution.number = number;
  if (execution.begin(module, input, std::move(executionOptions), std::move(done), child))
    return number;
  release(index);
  return 0;
}

Execution *Shard::find(uint64_t number) {
  size_t index = number & 0xFFFFFFFF;
  if (index >= slots_.size())
    return nullptr;
  Execution *execution = slots_[index].get();
  return execution && execution->number == number && !execution->isOver() ? execution : nullptr;
}

void Shard::retire(Execution &execution) {
  // It may still be on the stack: it is used again only after its turn.
  retired_.push_back(static_cast<uint32_t>(execution.number & 0xFFFFFFFF));
}

/// Some executions that are over are kept for the next ones, the others give back their memory.
void Shard::release(uint32_t index) {
  if (spareExecutions_.size() < kMostSpareExecutions)
    spareExecutions_.push_back(std::move(slots_[index]));
  slots_[index].reset();
  freeSlots_.push_back(index);
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
  for (size_t i = 0; i < slots_.size(); ++i)
    if (slots_[i] && !slots_[i]->isOver() && !slots_[i]->isChild())
      slots_[i]->abort(error, cause);
}

// ---- Tasks ----

const tasks::Resource &Shard::resource(const asl_string *text) {
  auto [place, added] = resources_.try_emplace(text);
  if (added)
    place->second = tasks::parseResource(asl::text(text));
  return place->second;
}

// ---- Turns ----

void Shard::enqueue(Frame &frame) {
  if (frame.queued)
    return;
  frame.queued = true;
  ready_.push_back(&frame);
}

void Shard::turn() {
  uint32_t turns = 0;
  releaseRetired();
  while (!ready_.empty()) {
    Frame &frame = *ready_.front();
    ready_.pop_front();
    frame.queued = false;
    if (frame.dropped)
      FramePool::free(frame);
    else
      frame.execution->step(frame);
    releaseRetired();
    if (++turns % kTurnsBetweenLooks == 0)
      look();
  }
}

void Shard::look() {
  loop->poll();
  int64_t now = nowMs();
  while (auto target = timers.takeDue(now))
    fire(*target);
}

void Shard::wait() {
  // What was left here may have changed anything: the caller looks before it waits.
  if (loop->poll() || !ready_.empty())
    return;
  std::optional<int64_t> next = timers.next();
  std::optional<int64_t> left;
  if (next)
    left = *next - nowMs();
  if (!clock_->isVirtual()) {
    loop->wait(left);
  } else if (next && workingTasks == 0) {
    clock_->advanceTo(*next);
  } else {
    // Something works in real time: until it answers, time passes for the deadlines as well.
    auto before = std::chrono::steady_clock::now();
    loop->wait(left);
    std::chrono::milliseconds passed = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - before);
    if (next && ready_.empty() && passed.count() >= *left)
      clock_->advanceTo(*next);
  }
  look();
}

void Shard::fire(const TimerTarget &target) {
  switch (target.kind) {
  case TimerKind::Frame: {
    auto &frame = *static_cast<Frame *>(target.object);
    frame.timer = 0;
    enqueue(frame);
    break;
  }
  case TimerKind::TaskTimeout:
    static_cast<TaskWork *>(target.object)->timeOut(false);
    break;
  case TimerKind::TaskHeartbeat:
    static_cast<TaskWork *>(target.object)->timeOut(true);
    break;
  case TimerKind::TaskAction:
    static_cast<TaskWork *>(target.object)->act(target.argument);
    break;
  case TimerKind::ExecutionTimeout:
    static_cast<Execution *>(target.object)->timeOut();
    break;
  }
}

} // namespace asl::exec
