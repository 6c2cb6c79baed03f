// Long evaluations of a shard: they stop now and then, so that other flows go on meanwhile, and end
// one after the other.
#include "runtime/exec/shard.h"

#include <algorithm>
#include <atomic>
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

/// The shard whose large evaluation may grow while all heaps are large; null: none.
std::atomic<const Shard *> turnOfLarge{nullptr};

template <typename T> void moveFrom(std::vector<T> &from, size_t first, std::vector<T> &to) {
  if (from.size() <= first)
    return;
  auto begin = from.begin() + static_cast<std::ptrdiff_t>(first);
  to.insert(to.end(), std::make_move_iterator(begin), std::make_move_iterator(from.end()));
  from.erase(begin, from.end());
}

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
  if (!inFlow || running == nullptr || !isTurnOver())
    return;
  step_.pauses = 0;
  // What the flow has added to the next commit waits for the rest of its step.
  moveFrom(effects_, step_.effects, step_.ownEffects);
  moveFrom(batch_.documents, step_.documents, step_.ownDocuments);
  pollEvents();
  if (hasReady())
    running->pollSoon();
  bool isFirst = !std::exchange(step_.isLong, true);
  // One long evaluation at a time: a further one waits for those before it.
  if (handover != nullptr && (hasReady() || (isFirst && !aside_.empty()) || !hasMemory(*running)))
    standAside(isFirst);
  markStep();
}

/// Whether the evaluation of `execution` may go on. When all heaps are large, one of those that are
/// large themselves does so at a time, and the others of all shards wait for its end.
bool Shard::hasMemory(const Execution &execution) const {
  if (execution.heap.used < Heap::kLargeBytes || !Heap::areAllLarge())
    return true;
  const Shard *whose = nullptr;
  return turnOfLarge.compare_exchange_strong(whose, this) || whose == this;
}

/// What is added to the next commit from here on is of the flow that runs.
void Shard::markStep() {
  step_.effects = effects_.size();
  step_.documents = batch_.documents.size();
}

void Shard::beginStep(Execution &execution) {
  running = &execution;
  step_ = {};
  markStep();
}

void Shard::endStep(Execution &execution) {
  running = nullptr;
  if (step_.isLong) {
    const Shard *self = this;
    turnOfLarge.compare_exchange_strong(self, nullptr);
  }
  moveFrom(step_.ownEffects, 0, effects_);
  moveFrom(step_.ownDocuments, 0, batch_.documents);
  if (heldBack_.empty())
    return;
  auto isItsOwn = [&](const Frame *frame) { return frame->execution == &execution; };
  std::copy_if(heldBack_.begin(), heldBack_.end(), std::back_inserter(ready_), isItsOwn);
  std::erase_if(heldBack_, isItsOwn);
}

/// Lets other flows run, on another thread, and returns when the evaluation may go on.
void Shard::standAside(bool isFirst) {
  Aside self{{}, running};
  Step step = std::exchange(step_, {});
  running = nullptr;
  inFlow = false;
  aside_.insert(isFirst ? aside_.end() : aside_.begin(), &self);
  if (!handover->standAside(self.place))
    std::erase(aside_, &self);
  running = self.execution;
  inFlow = true;
  step_ = std::move(step);
  readClock();
}

bool Shard::standsAside(const Execution &execution) const {
  return std::any_of(aside_.begin(), aside_.end(),
                     [&](const Aside *aside) { return aside->execution == &execution; });
}

bool Shard::isTurnOfAside() const {
  return !aside_.empty() && std::chrono::steady_clock::now() - asideRan_ >= kTurn;
}

/// Lets the first evaluation that stands aside go on until it ends or stands aside again; or waits
/// a little when there is no memory for it. False: the shard has ended, and the caller must not use
/// it.
bool Shard::goOnAside() {
  Aside &next = *aside_.front();
  if (hasMemory(*next.execution)) {
    aside_.pop_front();
    if (!handover->goOn(next.place))
      return false;
  } else if (ready_.empty()) {
    loop->wait(kTurn.count());
    pollEvents();
  }
  asideRan_ = std::chrono::steady_clock::now();
  return true;
}

} // namespace asl::exec
