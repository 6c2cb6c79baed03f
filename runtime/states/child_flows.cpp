// Child flows: start, end, failure and cancellation. The first failure decides the result of the
// state; see https://docs.aws.amazon.com/step-functions/latest/dg/state-parallel.html.
#include "runtime/states/child_flows.h"

#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"

#include <algorithm>

namespace asl::states {

using namespace exec;

using history::Event;

namespace {

/// True when the flow is in a state.
bool isInState(const Frame &frame) { return frame.enteredEvent != 0; }

} // namespace

void writeStateAborted(Frame &frame, uint32_t cause) {
  if (!isInState(frame))
    return;
  Execution &execution = *frame.execution;
  switch (frame.info().kind) {
  case ASL_TASK:
    execution.plainEvent(Event::TaskStateAborted, cause);
    break;
  case ASL_WAIT:
    execution.plainEvent(Event::WaitStateAborted, cause);
    break;
  case ASL_PARALLEL:
    execution.plainEvent(Event::ParallelStateAborted, cause);
    break;
  case ASL_MAP:
    execution.plainEvent(Event::MapStateAborted, cause);
    break;
  default:
    break;
  }
  if (frame.suspension)
    frame.suspension->writeAborted(cause);
}

ChildFlows::ChildFlows(Frame &frame, Loader &loader) : Suspension(frame) {
  for (uint32_t count = loader.in.count(); count > 0 && !loader.in.failed(); --count)
    if (Frame *child = loader.frame())
      children_.push_back(child);
    else
      loader.in.fail();
  results_ = loader.values();
  failed_ = loader.frame();
}

void ChildFlows::save(Saver &saver) const {
  saver.out.number(children_.size());
  for (const Frame *child : children_)
    saver.frame(child);
  saver.values(results_);
  saver.frame(failed_);
}

Frame &ChildFlows::startChild(const asl_flow &flow, uint32_t index, uint32_t event) {
  Frame &child = execution().newFrame(flow, &frame_);
  child.index = index;
  child.lastEvent = event;
  child.sibling = static_cast<uint32_t>(children_.size());
  children_.push_back(&child);
  execution().shard.enqueue(child);
  return child;
}

void ChildFlows::resultsNeeded(uint32_t count) { results_.assign(count, undefined()); }

void ChildFlows::childEnded(Frame &child) {
  Shard &shard = execution().shard;
  if (child.status == Frame::Status::Failed) {
    if (failed_)
      return; // stopped because of the first failure
    failed_ = &child;
    shard.enqueue(frame_);
    return;
  }
  results_[child.index] = child.result;
  remove(child);
  recordSucceeded(child);
  if (!failed_)
    replace(child);
  execution().dropFrame(child);
  if (failed_)
    return;
  if (allEnded())
    shard.enqueue(frame_);
}

void ChildFlows::remove(Frame &child) {
  Frame *last = children_.back();
  last->sibling = child.sibling;
  children_[child.sibling] = last;
  children_.pop_back();
}

/// Events of stopped children are written in the order of branches or items.
void ChildFlows::sortChildren() {
  std::sort(children_.begin(), children_.end(),
            [](const Frame *a, const Frame *b) { return a->index < b->index; });
  for (uint32_t i = 0; i < children_.size(); ++i)
    children_[i]->sibling = i;
}

bool ChildFlows::complete() {
  if (failed_) {
    fail();
    return true;
  }
  if (!allEnded())
    return false;
  recordSuccess();
  Heap &heap = Heap::of(frame_.heap);
  asl_array *array = heap.rawArray(results_.size());
  std::copy(results_.begin(), results_.end(), array->items);
  frame_.result = heap.finish(array);
  frame_.workSucceeded = true;
  return true;
}

void ChildFlows::fail() {
  uint32_t cause = failed_->lastEvent;
  frame_.result = failed_->result;
  recordFailed(*failed_, cause);
  sortChildren();
  for (Frame *child : children_)
    if (child != failed_)
      recordStopped(*child, cause);
  frame_.lastEvent = cause;
  if (execution().isDurable())
    isFrozen_ = freeze();
  else
    cancel();
}

bool ChildFlows::freeze() {
  for (Frame *child : children_)
    execution().freeze(*child);
  return true;
}

/// Children that have ended keep their results; the others go on by themselves.
bool ChildFlows::redriven() {
  failed_ = nullptr;
  if (allEnded())
    execution().shard.enqueue(frame_);
  return true;
}

void ChildFlows::cancel() {
  std::vector<Frame *> children = std::move(children_);
  children_.clear();
  for (Frame *child : children)
    execution().dropFrame(*child);
}

void ChildFlows::writeAborted(uint32_t cause) {
  sortChildren();
  for (Frame *child : children_)
    recordStopped(*child, cause);
}

void ChildFlows::addRoots(std::vector<Value *> &roots) {
  for (Value &value : results_)
    roots.push_back(&value);
}

} // namespace asl::states
