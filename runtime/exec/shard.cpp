// The scheduling loop of a shard.
#include "runtime/exec/shard.h"

#include "runtime/exec/task_work.h"
#include "runtime/expr/jsonata/evaluation.h"

#include <chrono>
#include <utility>

namespace asl::exec {
namespace {

thread_local Shard *currentShard = nullptr;

constexpr uint32_t kTurnsBetweenLooks = 64;

/// What runs on this thread runs for this shard: expressions see its time, and let it look at clock
/// and messages while they run long.
void enter(Shard *shard) {
  currentShard = shard;
  auto timeOf = [](void *of) { return static_cast<const Shard *>(of)->nowMs(); };
  auto look = [](void *of) {
    if (auto *shard = static_cast<Shard *>(of); shard->inFlow)
      shard->look();
  };
  jsonata::Evaluation::current().setHost(shard ? +timeOf : nullptr, shard ? +look : nullptr, shard);
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
  // All that waits for a turn was dropped meanwhile, and has its memory back from nobody else.
  for (Frame *frame : ready_)
    frame->execution->recycle(*frame);
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
    slots_.push_back({std::make_unique<Execution>(*this), 0, false});
  }
  uint32_t index = freeSlots_.back();
  Slot &slot = slots_[index];
  Execution &execution = *slot.execution;
  freeSlots_.pop_back();
  slot.used = true;
  execution.number = uint64_t(++slot.generation) << 32 | (index + 1);
  uint64_t number = execution.number;
  if (execution.begin(module, input, std::move(executionOptions), std::move(done), child))
    return number;
  slots_[index].used = false;
  freeSlots_.push_back(index);
  return 0;
}

Execution *Shard::find(uint64_t number) {
  size_t index = (number & 0xFFFFFFFF) - 1;
  if (number == 0 || index >= slots_.size() || !slots_[index].used ||
      slots_[index].generation != number >> 32)
    return nullptr;
  return slots_[index].execution.get();
}

void Shard::retire(Execution &execution) {
  auto index = static_cast<uint32_t>((execution.number & 0xFFFFFFFF) - 1);
  slots_[index].used = false;
  // It may still be on the stack: it is used again only after its turn.
  retired_.push_back(index);
}

void Shard::abortAll(const std::optional<std::string> &error,
                     const std::optional<std::string> &cause) {
  for (size_t i = 0; i < slots_.size(); ++i)
    if (slots_[i].used)
      slots_[i].execution->abort(error, cause);
}

// ---- Tasks ----

uint64_t Shard::addTask(TaskWork &task) {
  tasks_.emplace(++lastTask_, &task);
  return lastTask_;
}

TaskWork *Shard::findTask(uint64_t number) {
  auto found = tasks_.find(number);
  return found == tasks_.end() ? nullptr : found->second;
}

void Shard::removeTask(uint64_t number) { tasks_.erase(number); }

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
  while (!ready_.empty()) {
    Frame &frame = *ready_.front();
    ready_.pop_front();
    frame.queued = false;
    if (frame.dropped)
      frame.execution->recycle(frame);
    else
      frame.execution->step(frame);
    freeSlots_.insert(freeSlots_.end(), retired_.begin(), retired_.end());
    retired_.clear();
    if (++turns % kTurnsBetweenLooks == 0)
      look();
  }
}

void Shard::look() {
  bool wasInFlow = std::exchange(inFlow, false);
  loop->poll();
  int64_t now = nowMs();
  while (auto target = timers.takeDue(now))
    fire(*target);
  inFlow = wasInFlow;
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
