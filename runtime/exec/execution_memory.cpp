// What an execution holds in memory: its frames and its heap. An execution that waits can be kept
// as bytes instead.
#include "runtime/exec/execution.h"

#include "runtime/exec/arn.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/shard.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace asl::exec {

// ---- Executions that wait ----

std::optional<int64_t> Execution::earliestDeadline() const {
  std::optional<int64_t> due;
  auto consider = [&](TimerId timer) {
    if (timer != 0)
      due = std::min(due.value_or(shard.timers.deadlineMs(timer)), shard.timers.deadlineMs(timer));
  };
  consider(timeout_);
  for (const Frame *frame : frames_) {
    consider(frame->timer);
    if (frame->suspension)
      frame->suspension->eachTimer([&](TimerId &timer) { consider(timer); });
  }
  return due;
}

bool Execution::sleeps() const {
  if (!isDurable() || isChild_ || isPaused_ || abortsAtTransition_)
    return false;
  return std::all_of(frames_.begin(), frames_.end(), [](const Frame *frame) {
    return frame->suspension == nullptr || frame->suspension->sleeps();
  });
}

void Execution::addTo(journal::Batch &batch) {
  for (Frame *frame : frames_)
    if (frame->suspension)
      frame->suspension->addTo(batch);
}

bool Execution::updateMapRun(const MapRunUpdate &update) {
  return std::any_of(frames_.begin(), frames_.end(), [&](Frame *frame) {
    return frame->suspension && frame->suspension->updateMapRun(update);
  });
}

void Execution::keepBytes(Resting &resting) {
  thread_local record::ByteWriter state;
  state.clear();
  std::unique_ptr<LogBuffers> buffers = LogBuffers::take();
  save(*this, state, buffers->values, /*isForJournal=*/false);
  std::string_view values = buffers->body.bytes();
  resting.stateBytes = state.size();
  resting.valueBytes = values.size();
  resting.bytes = std::make_unique_for_overwrite<char[]>(state.size() + values.size());
  std::copy(values.begin(), values.end(),
            std::copy_n(state.bytes().data(), state.size(), resting.bytes.get()));
  LogBuffers::giveBack(std::move(buffers));
}

/// Whether all that `extra_` has is an ARN that `arn` would make again.
bool Execution::hasUsualArn() {
  return extra_ && !isChild_ && !options.express &&
         (extra_->arn.empty() ||
          extra_->arn == executionArn(arnPrefix(), machineName(), name(), expressId()));
}

std::unique_ptr<Resting> Execution::rest() {
  if (hasUsualArn())
    extra_.reset();
  auto resting = std::make_unique<Resting>();
  keepBytes(*resting);
  std::optional<int64_t> due = earliestDeadline();
  shard.timers.cancel(timeout_);
  for (Frame *frame : frames_) {
    shard.timers.cancel(frame->timer);
    if (frame->suspension) {
      frame->suspension->eachTimer([&](TimerId &timer) { shard.timers.cancel(timer); });
      frame->suspension->detach();
    }
  }
  while (!frames_.empty()) {
    dropSuspension(*frames_.back());
    FramePool::free(*frames_.back());
    frames_.pop_back();
  }
  framePool_.clear();
  top_ = nullptr;
  heap.release();
  if (log_ && log_->isWritten())
    log_->rest();
  valuesMoved();
  over_ = true;
  history_ = history::Writer();
  static_cast<RestingPart &>(*resting) = std::move(*this);
  if (due)
    resting->wakeTimer = shard.timers.start(*due, shard.wakeTarget(resting->number));
  return resting;
}

void Execution::bringBack(Resting resting) {
  shard.timers.cancel(resting.wakeTimer);
  std::unique_ptr<char[]> bytes = std::move(resting.bytes);
  std::string_view state(bytes.get(), resting.stateBytes);
  std::string_view values(bytes.get() + resting.stateBytes, resting.valueBytes);
  static_cast<RestingPart &>(*this) = std::move(resting);
  clear(/*seed=*/1);
  record::ValueReader reader(heap);
  if (!load(*this, {state, values, reader}, shard.loadSuspension))
    std::abort(); // the bytes never left this process
  setCheckpoint();
}

const FlowNumbers &Execution::flows() {
  if (!flows_)
    flows_ = shard.flowsOf(*module);
  return *flows_;
}

// ---- Frames ----

Frame &Execution::newFrame(const asl_flow &flow, Frame *parent) {
  Frame &frame = framePool_.take(flow);
  frame.heap = &heap;
  frame.parent = parent;
  frame.execution = this;
  frame.state = flow.start;
  frame.resumeAt(ASL_AT_ENTER);
  frame.concurrent = parent != nullptr && parent->concurrent;
  frame.indexInExecution = static_cast<uint32_t>(frames_.size());
  frames_.push_back(&frame);
  return frame;
}

void Execution::dropSuspension(Frame &frame) {
  delete frame.suspension;
  frame.suspension = nullptr;
}

void Execution::dropFrame(Frame &frame) {
  shard.timers.cancel(frame.timer);
  if (frame.suspension) {
    frame.suspension->cancel();
    dropSuspension(frame);
  }
  for (uint32_t i = 0; i < frame.flow->variable_count; ++i)
    variableBytes -= frame.variables[i].size;
  frames_.back()->indexInExecution = frame.indexInExecution;
  frames_[frame.indexInExecution] = frames_.back();
  frames_.pop_back();
  if (frame.queued)
    frame.dropped = true;
  else
    framePool_.giveBack(frame);
}

/// Valid until the next call on this thread.
std::vector<Value *> &Execution::gatherRoots() {
  thread_local std::vector<Value *> roots;
  roots.assign({&input, &contextTexts});
  for (Frame *frame : frames_) {
    roots.insert(roots.end(),
                 {&frame->data, &frame->result, &frame->item, &frame->itemKey, &frame->token});
    for (uint32_t i = 0; i < frame->flow->variable_count; ++i)
      roots.push_back(&frame->variables[i]);
    if (frame->suspension)
      frame->suspension->addRoots(roots);
  }
  return roots;
}

void Execution::collect() {
  heap.collect(gatherRoots());
  valuesMoved();
}

void Execution::giveBackMemory() {
  // Smaller garbage is collected when a state is entered.
  constexpr size_t most = size_t(4) << 20;
  if (heap.used <= most || heap.used <= heap.threshold)
    return;
  collect();
  heap.freeSpare();
}

/// Those who know values by their addresses must forget them.
void Execution::valuesMoved() {
  if (log_)
    log_->valuesMoved();
  if (options.observer)
    options.observer->valuesMoved();
  else if (options.history)
    options.history->valuesMoved();
}

} // namespace asl::exec
