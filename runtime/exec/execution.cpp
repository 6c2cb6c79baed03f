// Start, turns and end of an execution.
#include "runtime/exec/execution.h"

#include "runtime/exec/arn.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/shard.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

namespace asl::exec {
namespace {

/// Entering and leaving states polls events once per this number of history events.
constexpr uint32_t kEventsBetweenPolls = 4096;

Outcome refused(std::string_view error, std::string cause) {
  Outcome outcome;
  outcome.status = Status::Failed;
  outcome.error = error;
  outcome.cause = std::move(cause);
  return outcome;
}

} // namespace

bool Execution::begin(const asl_module &newModule, std::string_view inputText,
                      ExecutionOptions newOptions, std::function<void(const Outcome &)> done,
                      const ChildIdentity *child) {
  done_ = std::move(done);
  isChild_ = child != nullptr;
  mapRun_ = child ? child->mapRun : 0;
  resultIndex_ = child ? child->resultIndex : 0;
  if (inputText.size() > ASL_PAYLOAD_LIMIT_BYTES && child == nullptr) {
    report(
        refused("States.DataLimitExceeded",
                "The input of the execution exceeds the maximum number of bytes service limit."));
    return false;
  }
  module = &newModule;
  options = std::move(newOptions);
  if (child == nullptr && module->express != 0)
    options.express = true;
  heap.reset(module->symbols, options.seed);
  json::ReadError readError;
  input = json::read(heap, inputText, &readError);
  if (readError.tooDeep) {
    report(refused("States.DataLimitExceeded", "The input of the execution is nested more than " +
                                                   std::to_string(ASL_DEPTH_LIMIT) +
                                                   " levels deep."));
    return false;
  }
  if (isUndefined(input)) {
    report(refused("States.Runtime",
                   "Invalid State Machine Execution Input: '" + readError.message + "'"));
    return false;
  }
  machineName_ = child ? child->machineName : module->name;
  arn_ = child ? child->arn : std::string();
  tracePlace_ = child ? child->tracePlace : std::string();
  arnValue = nameValue = roleValue = startTimeValue = undefined();
  history_.reset();
  if (options.history)
    history_.emplace(*options.history);
  over_ = exhausted_ = false;
  lastEvent = 0;
  variableBytes = 0;
  eventLimit_ = options.express ? std::numeric_limits<uint32_t>::max() : kMaxEvents;
  nextPoll_ = kEventsBetweenPolls;
  bool always = isObserved() || module->uses_entered_time;
  checkpoint = always ? 0 : std::min(nextPoll_, eventLimit_);
  startMs = shard.nowMs();

  int64_t limitMs = options.express ? kExpressLimitMs : kStandardLimitMs;
  if (module->timeout_seconds != 0 && child == nullptr)
    limitMs = std::min<int64_t>(limitMs, int64_t(module->timeout_seconds) * 1000);
  timeout_ = shard.timers.start(startMs + limitMs, timeoutTarget());

  uint32_t id = nextEvent();
  if (history::Writer *events = writer())
    events->executionStarted(stamp(id, 0), input, inputText, roleArn());
  top_ = &newFrame(child ? *child->flow : *module->flow, nullptr);
  top_->data = input;
  if (child && child->item) {
    top_->isIteration = true;
    top_->index = child->index;
    top_->item = json::read(heap, *child->item);
    if (child->itemKey)
      top_->itemKey = heap.string(*child->itemKey);
  }
  shard.enqueue(*top_);
  return true;
}

void Execution::step(Frame &frame) {
  if (frame.suspension) {
    if (!frame.suspension->complete() || over_)
      return;
    dropSuspension(frame);
  }
  if (frame.needsInput)
    frame.outer()->suspension->prepare(frame);
  if (frame.status == Frame::Status::Suspended) {
    running_ = shard.inFlow = true;
    frame.flow->run(&frame);
    running_ = shard.inFlow = false;
  }
  if (stop_) {
    stop(*std::exchange(stop_, std::nullopt));
  } else if (exhausted_) {
    fail(exhaustedError(), eventLimit_ - 1);
  } else if (frame.status != Frame::Status::Suspended) {
    ended(frame);
  }
}

void Execution::ended(Frame &frame) {
  if (frame.status == Frame::Status::Failed &&
      (frame.parent == nullptr || isFatal(*frame.result.error)))
    // Retry and Catch cannot match this error: it ends the execution from any depth.
    fail(frame.result, frame.lastEvent);
  else if (frame.parent == nullptr)
    succeed(frame.result, frame.lastEvent);
  else
    frame.outer()->suspension->childEnded(frame);
}

// ---- Ends ----

history::Stamp Execution::closingStamp(uint32_t previous) {
  uint32_t id = exhausted_ ? eventLimit_ : lastEvent + 1;
  lastEvent = id;
  return stamp(id, previous);
}

void Execution::succeed(Value output, uint32_t previousEvent) {
  Outcome outcome;
  outcome.status = Status::Succeeded;
  outcome.output = json::write(output);
  if (history_)
    history_->executionSucceeded(closingStamp(previousEvent), output);
  finish(std::move(outcome));
}

void Execution::fail(Value error, uint32_t previousEvent) {
  history::Failure failure = failureOf(*error.error);
  if (history_)
    history_->failed(closingStamp(previousEvent), history::Event::ExecutionFailed, failure);
  Outcome outcome;
  outcome.status = Status::Failed;
  outcome.error = failure.error;
  outcome.cause = failure.cause;
  finish(std::move(outcome));
}

TimerTarget Execution::timeoutTarget() {
  auto timeOut = [](void *execution, uint32_t) { static_cast<Execution *>(execution)->timeOut(); };
  return {timeOut, this};
}

void Execution::timeOut() {
  timeout_ = 0; // the timer has fired
  stop({Status::TimedOut, {}, {}});
}

void Execution::abort(const std::optional<std::string> &error,
                      const std::optional<std::string> &cause) {
  auto readable = [](const std::optional<std::string> &text) {
    return text ? std::optional(utf8::readable(*text)) : std::nullopt;
  };
  stop({Status::Aborted, readable(error), readable(cause)});
}

void Execution::stop(Stop how) {
  if (running_) {
    if (!stop_) // only the first request counts
      stop_ = std::move(how);
    return;
  }
  if (history_ && how.status == Status::TimedOut)
    history_->failed(closingStamp(0), history::Event::ExecutionTimedOut, {"States.Timeout", {}});
  else if (history_)
    history_->failed(closingStamp(0), history::Event::ExecutionAborted, {how.error, how.cause});
  Outcome outcome;
  outcome.status = how.status;
  outcome.error = std::move(how.error);
  outcome.cause = std::move(how.cause);
  finish(std::move(outcome));
}

void Execution::finish(Outcome outcome) {
  if (over_)
    return;
  over_ = true;
  shard.timers.cancel(timeout_);
  if (options.trace)
    traceEnd(outcome);
  while (!frames_.empty())
    dropFrame(*frames_.front());
  shard.retire(*this);
  report(outcome);
}

void Execution::report(const Outcome &outcome) {
  auto done = std::exchange(done_, nullptr);
  if (done)
    return done(outcome);
  // A child may outlive its run: an abort of a running child takes effect after its turn.
  if (Suspension *run = shard.suspension(mapRun_))
    run->childExecutionEnded(resultIndex_, outcome);
}

// ---- Memory ----

void Execution::rest() {
  record::ByteWriter out;
  record::ValueWriter values(out);
  save(*this, out, values);
  saved_ = out.bytes();
  std::optional<int64_t> due;
  auto stop = [&](TimerId &timer) {
    if (timer == 0)
      return;
    int64_t deadlineMs = shard.timers.deadlineMs(timer);
    due = std::min(due.value_or(deadlineMs), deadlineMs);
    shard.timers.cancel(timer);
  };
  stop(timeout_);
  for (Frame *frame : frames_) {
    stop(frame->timer);
    if (frame->suspension)
      frame->suspension->detach(stop);
  }
  while (!frames_.empty()) {
    dropSuspension(*frames_.back());
    FramePool::free(*frames_.back());
    frames_.pop_back();
  }
  framePool_.clear();
  roots_ = {};
  top_ = nullptr;
  arnValue = nameValue = roleValue = startTimeValue = input = undefined();
  heap.release();
  if (options.history)
    options.history->valuesMoved();
  auto wake = [](void *execution, uint32_t) {
    auto &resting = *static_cast<Execution *>(execution);
    resting.wakeTimer_ = 0;
    resting.bringBack();
  };
  if (due)
    wakeTimer_ = shard.timers.start(*due, {wake, this});
}

void Execution::bringBack() {
  if (!isResting())
    return;
  shard.timers.cancel(wakeTimer_);
  std::string saved = std::move(saved_);
  saved_.clear();
  heap.reset(module->symbols, 1);
  record::ByteReader in(saved);
  if (!load(*this, in, shard.loadSuspension))
    std::abort(); // the bytes never left this process
  shard.isBack(*this);
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

void Execution::collect() {
  roots_.clear();
  roots_.insert(roots_.end(), {&input, &arnValue, &nameValue, &roleValue, &startTimeValue});
  for (Frame *frame : frames_) {
    roots_.insert(roots_.end(),
                  {&frame->data, &frame->result, &frame->item, &frame->itemKey, &frame->token});
    for (uint32_t i = 0; i < frame->flow->variable_count; ++i)
      roots_.push_back(&frame->variables[i]);
    if (frame->suspension)
      frame->suspension->addRoots(roots_);
  }
  heap.collect(roots_);
  if (options.history)
    options.history->valuesMoved();
}

// ---- Events ----

history::Stamp Execution::stamp(uint32_t id, uint32_t previous) const {
  return {id, previous, shard.nowMs()};
}

uint32_t Execution::plainEvent(history::Event event, uint32_t previous) {
  uint32_t id = nextEvent();
  if (history::Writer *events = writer())
    events->plain(stamp(id, previous), event);
  return id;
}

Value Execution::exhaustedError() {
  return heap.error("States.Runtime",
                    "The execution reached the maximum number of history events (25000).", false,
                    true);
}

bool Execution::mayContinue() {
  if (lastEvent >= eventLimit_)
    exhausted_ = true;
  if (lastEvent >= nextPoll_) {
    nextPoll_ = lastEvent + kEventsBetweenPolls;
    if (checkpoint != 0)
      checkpoint = std::min(nextPoll_, eventLimit_);
    shard.pollEvents();
  }
  return !exhausted_ && !stop_;
}

void Execution::traceEnd(const Outcome &outcome) {
  TraceEvent event;
  event.kind = TraceEvent::Kind::Ended;
  event.timestampMs = shard.nowMs();
  event.place = tracePlace_;
  event.json = outcome.output;
  event.error = outcome.error;
  event.cause = outcome.cause;
  event.status = outcome.status;
  options.trace->event(event);
}

// ---- Identity ----

const std::string &Execution::name() {
  if (options.name.empty())
    options.name = uuid(heap);
  else if (!utf8::isValid(options.name))
    options.name = utf8::readable(options.name);
  return options.name;
}

const std::string &Execution::arn() {
  if (arn_.empty())
    arn_ = executionArn(shard.options, machineName_, name(), options.express, heap);
  return arn_;
}

const std::string &Execution::roleArn() {
  if (options.roleArn.empty())
    options.roleArn = "arn:aws:iam::" + shard.options.account + ":role/aslc";
  return options.roleArn;
}

std::string Execution::machineArn() const { return stateMachineArn(shard.options, machineName_); }

} // namespace asl::exec
