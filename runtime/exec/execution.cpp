// Start, turns and end of an execution.
#include "runtime/exec/execution.h"

#include "runtime/exec/arn.h"
#include "runtime/exec/saved_state.h"
#include "runtime/exec/shard.h"
#include "runtime/support/jackson.h"
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

RunOptions::RunOptions(ExecutionOptions &&given)
    : observer(std::move(given.observer)), history(given.history), trace(given.trace),
      express(given.express), synchronous(given.synchronous) {
  if (given.childHistory)
    childHistory = std::make_unique<decltype(given.childHistory)>(std::move(given.childHistory));
}

/// What every execution begins with, a new one and one that goes on.
void Execution::prepare(const asl_module &newModule, ExecutionOptions newOptions,
                        std::function<void(const Outcome &)> done,
                        std::unique_ptr<DurableLog> log) {
  module = &newModule;
  flows_ = nullptr;
  name_ = std::move(newOptions.name);
  roleArn_ = shard.shared(newOptions.roleArn);
  arnPrefix_ = shard.shared(newOptions.arnPrefix);
  dropExtra();
  if (!newOptions.expressId.empty())
    extra().expressId = std::move(newOptions.expressId);
  uint64_t seed = newOptions.seed;
  options = RunOptions(std::move(newOptions));
  done_ = std::move(done);
  log_ = std::move(log);
  isPaused_ = abortsAtTransition_ = false;
  timedEvents_ = kMaxEvents;
  clear(seed);
}

/// Makes ready what does not stay while an execution rests.
void Execution::clear(uint64_t seed) {
  heap.reset(module->symbols, seed);
  over_ = exhausted_ = isDirty = isLeaving_ = mustPause_ = false;
  lastTurn = 0;
  redriveCount = 0;
  redriveMs = 0;
  lastEvent = 0;
  variableBytes = 0;
  contextTexts = undefined();
  HistorySink *sink = options.observer ? options.observer.get() : options.history;
  if (log_) {
    log_->withoutHistory = options.express;
    log_->also = sink;
    sink = log_.get();
  }
  history_ = sink ? history::Writer(*sink) : history::Writer();
  eventLimit_ = options.express ? std::numeric_limits<uint32_t>::max() : kMaxEvents;
  nextPoll_ = kEventsBetweenPolls;
  setCheckpoint();
}

void Execution::setCheckpoint() {
  bool always = isObserved() || module->uses_entered_time || abortsAtTransition_;
  checkpoint = always ? 0 : std::min(nextPoll_, eventLimit_);
}

/// Reads the input. Returns the outcome when StartExecution would refuse it.
std::optional<Outcome> Execution::readInput(std::string_view text) {
  if (text.size() > ASL_PAYLOAD_LIMIT_BYTES && !isChild_)
    return refused("States.DataLimitExceeded",
                   "The input of the execution exceeds the maximum number of bytes service limit.");
  json::ReadError problem;
  input = json::read(heap, text, &problem);
  if (problem.tooDeep)
    return refused("States.DataLimitExceeded",
                   "The input of the execution is " + std::string(tooDeepText) + ".");
  if (isUndefined(input))
    return refused("States.Runtime", "Invalid State Machine Execution Input: '" +
                                         jackson::messageOr(text, std::move(problem.message)) +
                                         "'");
  return std::nullopt;
}

/// A child that is refused has ended all the same.
void Execution::refuse(std::string_view text, const Outcome &outcome) {
  over_ = true;
  if (!isChild_ || !log_)
    return report(outcome);
  extra().refusedInput = text;
  history_.executionStarted(stamp(nextEvent(), 0), undefined(), text, roleArn());
  history_.failed(closingStamp(0), history::Event::ExecutionFailed, {outcome.error, outcome.cause});
  shard.recordEnd(*this, outcome);
  flows_ = nullptr;
  report(outcome);
  shard.keepUntilCommit(std::move(log_));
}

bool Execution::begin(const asl_module &newModule, std::string_view inputText,
                      ExecutionOptions newOptions, std::function<void(const Outcome &)> done,
                      const ChildIdentity *child, std::unique_ptr<DurableLog> log) {
  isChild_ = child != nullptr;
  if (!isChild_ && newModule.express != 0)
    newOptions.express = true;
  std::string variables = std::move(newOptions.variables);
  prepare(newModule, std::move(newOptions), std::move(done), std::move(log));
  becomeChild(child);
  if (child)
    extra().arn = child->arn;
  startMs = shard.nowMs();
  if (std::optional<Outcome> outcome = readInput(inputText)) {
    refuse(inputText, *outcome);
    return false;
  }
  startTimeout();

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
  if (!child && !variables.empty())
    setVariables(variables);
  shard.enqueue(*top_);
  return true;
}

void Execution::startTimeout() {
  int64_t limitMs = options.express ? kExpressLimitMs : kStandardLimitMs;
  if (module->timeout_seconds != 0 && !isChild_)
    limitMs = std::min<int64_t>(limitMs, int64_t(module->timeout_seconds) * 1000);
  timeout_ = shard.timers.start(startMs + limitMs, timeoutTarget());
}

void Execution::setVariables(std::string_view values) {
  Value given = json::read(heap, values);
  for (uint32_t slot = 0; slot < top_->flow->variable_count; ++slot) {
    Value value = memberByText(given, text(top_->flow->variables[slot]));
    if (isUndefined(value))
      continue;
    top_->variables[slot] = value;
    variableBytes += value.size;
  }
}

void Execution::becomeChild(const ChildIdentity *child) {
  isChild_ = child != nullptr;
  if (!child)
    return;
  extra().machineName = child->machineName;
  extra().tracePlace = child->tracePlace;
  extra().itemSource = child->itemSource;
  extra().mapRun = child->mapRun;
  extra().resultIndex = child->resultIndex;
}

/// Memory that was used stays for the next execution.
void Execution::dropExtra() {
  if (!extra_)
    return;
  for (std::string *text : {&extra_->arn, &extra_->expressId, &extra_->machineName,
                            &extra_->tracePlace, &extra_->itemSource, &extra_->refusedInput})
    text->clear();
  extra_->mapRun = 0;
  extra_->resultIndex = 0;
}

std::string Execution::inputText() const {
  if (!isUndefined(input))
    return json::write(input);
  return extra_ ? extra_->refusedInput : std::string();
}

void Execution::step(Frame &frame) {
  if (frame.suspension) {
    if (!frame.suspension->complete() || over_)
      return;
    if (!frame.suspension->isFrozen())
      dropSuspension(frame);
  }
  // What ends the execution meanwhile takes effect afterwards.
  running_ = shard.inFlow = true;
  shard.readClock();
  if (frame.needsInput)
    frame.outer()->suspension->prepare(frame);
  if (frame.status == Frame::Status::Suspended && !stop_)
    frame.flow->run(&frame);
  running_ = shard.inFlow = false;
  if (stop_) {
    stop(std::move(*std::exchange(stop_, nullptr)));
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
  if (shard.needsOutput(*this))
    outcome.output = json::write(output);
  if (history_.isSet())
    history_.executionSucceeded(closingStamp(previousEvent), output);
  finish(std::move(outcome));
}

void Execution::fail(Value error, uint32_t previousEvent) {
  history::Failure failure = failureOf(*error.error);
  if (history_.isSet())
    history_.failed(closingStamp(previousEvent), history::Event::ExecutionFailed, failure);
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

void Execution::abortAtTransition() {
  abortsAtTransition_ = true;
  checkpoint = 0;
}

void Execution::stop(Stop how) {
  if (running_) {
    if (!stop_) // only the first request counts
      stop_ = std::make_unique<Stop>(std::move(how));
    return;
  }
  if (history_.isSet() && how.status == Status::TimedOut)
    history_.failed(closingStamp(0), history::Event::ExecutionTimedOut, {"States.Timeout", {}});
  else if (history_.isSet())
    history_.failed(closingStamp(0), history::Event::ExecutionAborted, {how.error, how.cause});
  Outcome outcome;
  outcome.status = how.status;
  outcome.error = std::move(how.error);
  outcome.cause = std::move(how.cause);
  finish(std::move(outcome));
}

Suspension *Execution::waitingFor(std::string_view token) {
  for (Frame *frame : frames_)
    if (frame->suspension && isString(frame->token) && text(frame->token) == token &&
        frame->tokenEntered == frame->enteredEvent)
      return frame->suspension;
  return nullptr;
}

void Execution::leave() {
  over_ = isLeaving_ = true;
  shard.timers.cancel(timeout_);
  while (!frames_.empty())
    dropFrame(*frames_.front());
  log_.reset();
  flows_ = nullptr;
  done_ = nullptr; // last: it may hold the code, which frames refer to
}

void Execution::finish(Outcome outcome) {
  if (over_)
    return;
  over_ = true;
  shard.timers.cancel(timeout_);
  if (options.trace)
    traceEnd(outcome);
  if (log_)
    shard.recordEnd(*this, outcome);
  if (std::exchange(isPaused_, false))
    keepPause();
  while (!frames_.empty())
    dropFrame(*frames_.front());
  flows_ = nullptr;
  shard.retire(*this);
  report(outcome);
  if (log_)
    shard.keepUntilCommit(std::move(log_));
}

void Execution::report(const Outcome &outcome) {
  auto done = std::exchange(done_, nullptr);
  if (done && log_)
    return shard.afterCommit([done = std::move(done), outcome] { done(outcome); });
  if (done)
    return done(outcome);
  // A child may outlive its run: an abort of a running child takes effect after its turn.
  if (Suspension *run = isChild_ ? shard.suspension(extra_->mapRun) : nullptr)
    run->childExecutionEnded(extra_->resultIndex, *this, outcome);
}

// ---- Events ----

history::Stamp Execution::stamp(uint32_t id, uint32_t previous) const {
  return {id, previous, shard.eventMs()};
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

bool Execution::mayEnter() {
  if (abortsAtTransition_)
    stop({Status::Aborted, {}, {}});
  return mayContinue();
}

bool Execution::mayContinue() {
  if (lastEvent >= eventLimit_)
    exhausted_ = true;
  if (lastEvent >= nextPoll_) {
    nextPoll_ = lastEvent + kEventsBetweenPolls;
    if (lastEvent > timedEvents_)
      timedEvents_ += static_cast<uint32_t>(shard.passTime(lastEvent - timedEvents_));
    shard.pollEvents();
    mustPause_ = shard.hasReady() || shard.isEnding();
    // A pause is made when the next state is entered.
    if (checkpoint != 0)
      checkpoint = mustPause_ ? 1 : std::min(nextPoll_, eventLimit_);
  }
  if (stop_ && !exhausted_)
    --lastEvent; // no event has its number
  return !exhausted_ && !stop_;
}

bool Execution::takesPause() {
  if (!mustPause_)
    return false;
  mustPause_ = false;
  if (checkpoint != 0)
    checkpoint = std::min(nextPoll_, eventLimit_);
  --lastEvent;
  return true;
}

void Execution::pollSoon() {
  nextPoll_ = 0;
  if (checkpoint != 0)
    checkpoint = 1;
}

void Execution::traceEnd(const Outcome &outcome) {
  TraceEvent event;
  event.kind = TraceEvent::Kind::Ended;
  event.timestampMs = shard.nowMs();
  event.place = tracePlace();
  event.json = outcome.output;
  event.error = outcome.error;
  event.cause = outcome.cause;
  event.status = outcome.status;
  options.trace->event(event);
}

// ---- Identity ----

const std::string &Execution::name() {
  if (name_.empty())
    name_ = uuid(heap);
  else if (!utf8::isValid(name_))
    name_ = utf8::readable(name_);
  return name_;
}

const std::string &Execution::arnPrefix() {
  if (arnPrefix_->empty())
    arnPrefix_ = shard.shared(exec::arnPrefix(shard.options));
  return *arnPrefix_;
}

/// Empty for Standard executions.
const std::string &Execution::expressId() {
  static const std::string none;
  if (!options.express)
    return none;
  if (extra().expressId.empty())
    extra_->expressId = uuid(heap);
  return extra_->expressId;
}

const std::string &Execution::arn() {
  if (extra().arn.empty())
    extra_->arn = executionArn(arnPrefix(), machineName(), name(), expressId());
  return extra_->arn;
}

const std::string &Execution::roleArn() {
  if (roleArn_->empty())
    roleArn_ = shard.shared("arn:aws:iam::" + shard.options.account + ":role/aslc");
  return *roleArn_;
}

std::string Execution::machineArn() { return stateMachineArn(arnPrefix(), machineName()); }

} // namespace asl::exec
