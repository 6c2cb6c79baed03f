// Long evaluations of a shard: they stop now and then, so that other flows go on meanwhile, and end
// one after the other.
#include "runtime/exec/shard.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace asl::exec {
namespace {

/// How long an evaluation runs before others have a turn, and they before it goes on.
constexpr std::chrono::milliseconds kTurn{10};
/// Without other threads to have it, the turn of an evaluation has so many pauses, not so much
/// time, so that runs on a virtual clock can be repeated.
constexpr unsigned kPausesBetweenPolls = 10;

} // namespace

bool Shard::isTurnOver() {
  if (handover == nullptr)
    return ++step_.pauses % kPausesBetweenPolls == 0;
  auto now = std::chrono::steady_clock::now();
  if (step_.pauses++ == 0)
    step_.turnBegan = now;
  return now - step_.turnBegan >= kTurn;
}

void Shard::pauseEvaluation() {
  if (!inFlow || running == nullptr)
    return;
  bool hasToWait = handover != nullptr && !hasMemory(*running);
  if (!hasToWait && !isTurnOver())
    return;
  step_.pauses = 0;
  pollEvents();
  if (hasReady())
    running->pollSoon();
  bool isFirst = !std::exchange(step_.isLong, true);
  // One long evaluation at a time: a further one waits for those before it.
  if (handover != nullptr && (hasToWait || hasReady() || (isFirst && !aside_.empty())))
    standAside(isFirst);
}

/// Whether the evaluation of `execution` may go on. When all heaps are large, one of those that are
/// large themselves does so at a time, until its step ends, and the others of all shards wait.
bool Shard::hasMemory(const Execution &execution) const {
  return execution.heap.used < Heap::kLargeBytes || !Heap::areAllLarge() ||
         execution.heap.takeTurn();
}

void Shard::beginStep(Execution &execution) {
  running = &execution;
  step_ = {};
}

void Shard::endStep(Execution &execution) {
  running = nullptr;
  execution.heap.endTurn();
  if (heldBack_.empty())
    return;
  auto isItsOwn = [&](const Frame *frame) { return frame->execution == &execution; };
  std::copy_if(heldBack_.begin(), heldBack_.end(), std::back_inserter(ready_), isItsOwn);
  std::erase_if(heldBack_, isItsOwn);
}

/// Lets other flows run, on another thread, and returns when the evaluation may go on.
void Shard::standAside(bool isFirst) {
  Aside self{{}, running};
  const Step step = std::exchange(step_, {});
  running = nullptr;
  inFlow = false;
  aside_.insert(isFirst ? aside_.end() : aside_.begin(), &self);
  if (!handover->standAside(self.place))
    std::erase(aside_, &self);
  running = self.execution;
  inFlow = true;
  step_ = step;
  readClock();
}

bool Shard::standsAside(const Execution &execution) const {
  return std::any_of(aside_.begin(), aside_.end(),
                     [&](const Aside *aside) { return aside->execution == &execution; });
}

bool Shard::isTurnOfAside() const {
  return !aside_.empty() && std::chrono::steady_clock::now() - asideRan_ >= kTurn;
}

/// Lets the first evaluation that stands aside, and for which there is memory, go on until it ends
/// or stands aside again; or waits a little when there is none. False: the shard has ended, and the
/// caller must not use it.
bool Shard::goOnAside() {
  auto next = std::find_if(aside_.begin(), aside_.end(),
                           [this](const Aside *aside) { return hasMemory(*aside->execution); });
  if (next != aside_.end()) {
    Aside &found = **next;
    aside_.erase(next);
    if (!handover->goOn(found.place))
      return false;
  } else if (ready_.empty()) {
    loop->wait(kTurn.count());
    pollEvents();
  }
  asideRan_ = std::chrono::steady_clock::now();
  return true;
}

} // namespace asl::exec
