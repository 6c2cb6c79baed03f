// A task from its request to its result: executor, timeouts, limits.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/context.h"
#include "runtime/states/error.h"
#include "runtime/states/task_reply.h"
#include "runtime/states/task_suspension.h"
#include "runtime/states/trace.h"
#include "runtime/support/utf8.h"
#include "runtime/value/json.h"

#include <algorithm>

namespace asl::states {

using namespace exec;
namespace {

using task::Resource;
using Earlier = task::Request::Earlier;

/// AWS ends an HTTP task after 60 seconds.
constexpr int64_t kHttpLimitSeconds = 60;

} // namespace

TaskSuspension::TaskSuspension(Frame &frame, const Resource &resource,
                               const history::Scheduling &scheduling)
    : Suspension(frame), execution_(*frame.execution), resource_(resource),
      events_(frame, resource), scheduling_(scheduling),
      number_(execution_.shard.suspensions.add(*this, execution_.number)) {}

TaskSuspension::~TaskSuspension() { stop(); }

TaskWork &TaskSuspension::work() {
  std::unique_ptr<TaskWork> &work = execution_.shard.suspensions.find(number_)->work;
  if (!work)
    work = std::make_unique<TaskWork>(execution_.shard);
  return *work;
}

uint64_t TaskSuspension::handle() {
  SuspensionTable::Entry *entry = execution_.shard.suspensions.find(number_);
  return entry != nullptr && entry->work ? entry->work->handle() : 0;
}

bool TaskSuspension::hasOtherEnd() const {
  return resource_.kind == Resource::Kind::Activity ||
         resource_.pattern == Resource::Pattern::WaitForTaskToken;
}

/// Besides tasks that show their token: what is handed to a worker, and what is known by a name
/// that follows from its token.
bool TaskSuspension::needsToken() const {
  return resource_.kind == Resource::Kind::Activity || resource_.service == "states" ||
         resource_.pattern != Resource::Pattern::RequestResponse;
}

bool TaskSuspension::isHttp() const {
  return resource_.kind == Resource::Kind::Service && resource_.service == "http";
}

bool TaskSuspension::start() {
  if (execution_.shard.isDurable() && !execution_.options.express) {
    task::TaskExecutor *executor = execution_.shard.options.executor;
    if (std::optional<std::string> why = executor ? executor->unbound(request()) : std::nullopt) {
      end_ = Unbound{*why};
      stop();
      return true;
    }
    schedule();
    sendLater(Earlier::Nothing);
    return false;
  }
  send(Earlier::Nothing);
  if (isOver())
    return true;
  if (begun_)
    startClocks();
  return false;
}

/// The request leaves when its Scheduled event is durable.
void TaskSuspension::sendLater(Earlier earlier) {
  if (scheduling_.roleArn) {
    roleArn_ = *scheduling_.roleArn;
    scheduling_.roleArn = roleArn_;
  }
  Shard &shard = execution_.shard;
  shard.afterCommit(
      [&shard, number = number_, earlier] {
        Suspension *waiting = shard.suspension(number);
        if (waiting == nullptr)
          return;
        auto &task = static_cast<TaskSuspension &>(*waiting);
        task.send(earlier);
        shard.touch(task.execution_);
        if (task.isOver())
          shard.enqueue(task.frame_);
        else if (task.begun_)
          task.startClocks();
        // Whoever has the token may answer from now on: a next process must know that the request
        // left.
        if (task.begun_ && task.hasOtherEnd())
          shard.afterCommit([] {}, &task.execution_);
      },
      &execution_);
}

task::Request TaskSuspension::request() {
  task::Request request;
  request.resource = resource_;
  request.stateName = text(frame_.info().name);
  request.executionArn = execution_.arn();
  request.attempt = frame_.retryCount;
  request.heap = frame_.heap;
  request.parameters = scheduling_.input;
  if (needsToken())
    request.taskToken = text(taskToken(frame_));
  if (scheduling_.roleArn)
    request.roleArn = std::string(*scheduling_.roleArn);
  return request;
}

void TaskSuspension::send(Earlier earlier) {
  Shard &shard = execution_.shard;
  starting_ = true;
  std::shared_ptr<task::Reply> reply = makeReply(shard, number_);
  uint64_t handle = 0;
  if (shard.options.executor) {
    task::Request sent = request();
    sent.earlier = earlier;
    if (const auto &observer = execution_.options.observer)
      sent.traceHeader = observer->traceHeader();
    handle = shard.options.executor->start(sent, std::move(reply));
  } else {
    unbound("No task executor is set: the resource '" + std::string(resource_.text) +
            "' is not bound.");
  }
  starting_ = false;
  if (!std::holds_alternative<Unbound>(end_))
    begin(false);
  if (isOver() || handle == 0)
    return;
  work().begin(handle);
  if (shard.answers)
    shard.answers->expect(number_);
}

void TaskSuspension::schedule() {
  if (scheduled_)
    return;
  scheduled_ = true;
  events_.scheduled(scheduling_);
}

void TaskSuspension::begin(bool byWorker, const std::optional<std::string> &workerName) {
  schedule();
  // A task that failed before it ran has no Started event.
  auto *failed = std::get_if<Failed>(&end_);
  if (failed && (failed->at == task::FailedAt::Schedule || failed->at == task::FailedAt::Start))
    return;
  bool waitsForWorker = resource_.kind == Resource::Kind::Activity && !byWorker && !isOver();
  if (begun_ || waitsForWorker)
    return;
  begun_ = true;
  events_.started(workerName);
  if (!starting_ && !isOver())
    startClocks();
}

// ---- Timeouts ----

/// The timeouts begin with the Started event. For a Lambda function with a task token the heartbeat
/// begins when the function has returned.
void TaskSuspension::startClocks() {
  Shard &shard = execution_.shard;
  int64_t now = shard.nowMs();
  std::optional<int64_t> limit = scheduling_.timeoutSeconds;
  if (isHttp())
    limit = std::min(limit.value_or(kHttpLimitSeconds), kHttpLimitSeconds);
  if (limit && timeoutTimer_ == 0)
    timeoutTimer_ = shard.timers.start(now + *limit * 1000, timeoutTarget(false));
  bool returned = submitted_ || resource_.service != "lambda" ||
                  resource_.pattern != Resource::Pattern::WaitForTaskToken;
  if (scheduling_.heartbeatSeconds && heartbeatTimer_ == 0 && returned)
    heartbeatTimer_ =
        shard.timers.start(now + *scheduling_.heartbeatSeconds * 1000, timeoutTarget(true));
}

TimerTarget TaskSuspension::timeoutTarget(bool heartbeat) {
  auto timeOut = [](void *task, uint32_t heartbeatMissed) {
    static_cast<TaskSuspension *>(task)->timeOut(heartbeatMissed != 0);
  };
  return {timeOut, this, heartbeat};
}

void TaskSuspension::heartbeat() {
  if (heartbeatTimer_ == 0)
    return;
  execution_.shard.timers.cancel(heartbeatTimer_);
  startClocks();
}

void TaskSuspension::timeOut(bool heartbeatMissed) {
  (heartbeatMissed ? heartbeatTimer_ : timeoutTimer_) = 0;
  uint64_t working = handle();
  bool capped = !heartbeatMissed && isHttp() &&
                scheduling_.timeoutSeconds.value_or(kHttpLimitSeconds + 1) > kHttpLimitSeconds;
  if (capped)
    finish(Failed{"States.Http.Socket", "The HTTP request timed out after 60 seconds.",
                  task::FailedAt::Run});
  else
    finish(TimedOut{heartbeatMissed});
  cancelWork(working);
}

void TaskSuspension::after(int64_t delayMs, std::function<void()> action) {
  work().after(delayMs, std::move(action));
}

void TaskSuspension::idle() { work().idle(); }

/// Detaches the task from timers, shard and executor; no call reaches it afterwards.
void TaskSuspension::stop() {
  if (number_ == 0)
    return;
  Shard &shard = execution_.shard;
  shard.timers.cancel(timeoutTimer_);
  shard.timers.cancel(heartbeatTimer_);
  if (shard.answers)
    shard.answers->drop(number_);
  shard.suspensions.remove(number_);
  number_ = 0;
}

void TaskSuspension::cancel() {
  uint64_t working = handle();
  stop();
  if (working != 0 && execution_.isLeaving())
    execution_.shard.options.executor->leave(working);
  else
    cancelWork(working);
}

/// The work may be an execution of another shard: it must not end before the journal has its cause.
void TaskSuspension::cancelWork(uint64_t handle) {
  Shard &shard = execution_.shard;
  if (handle != 0 && execution_.isDurable())
    shard.cancelAfterCommit(handle, execution_);
  else if (handle != 0)
    shard.options.executor->cancel(handle);
}

// ---- Calls of the executor ----

void TaskSuspension::started(const std::optional<std::string> &workerName) {
  begin(true, workerName);
}

void TaskSuspension::submitted(const std::string &outputJson) {
  if (submitted_)
    return;
  begin(true);
  submitted_ = true;
  bool isTooDeep = false; // then the event shows the text as a string
  events_.submitted(execution_.writer() ? readJson(outputJson, isTooDeep) : null());
  if (early_)
    return finish(endOf(*early_));
  if (!starting_)
    startClocks();
}

void TaskSuspension::succeeded(std::string resultJson) {
  finish(ResultText{std::move(resultJson)});
}

void TaskSuspension::succeededWith(Value result) {
  frame_.result = result;
  finish(ResultValue{});
}

void TaskSuspension::failed(std::optional<std::string> error, std::optional<std::string> cause,
                            task::FailedAt at) {
  finish(Failed{std::move(error), std::move(cause), at});
}

void TaskSuspension::unbound(std::string message) { finish(Unbound{std::move(message)}); }

void TaskSuspension::finish(End end) {
  if (isOver())
    return;
  // The first answer counts, however the call ends.
  end_ = early_ ? endOf(*early_) : std::move(end);
  early_.reset();
  stop();
  if (!starting_)
    execution_.shard.enqueue(frame_);
}

// ---- The end ----

bool TaskSuspension::complete() {
  if (!isOver())
    return false;
  if (auto *unboundEnd = std::get_if<Unbound>(&end_)) {
    frame_.result = runtimeError(Heap::of(frame_.heap), unboundEnd->message);
    // An activity that is gone is an error of AWS's, and not a binding that is missing.
    if (resource_.kind == Resource::Kind::Activity)
      frame_.result = finalizeError(frame_, frame_.result);
    return true;
  }
  begin(false);
  if (auto *result = std::get_if<ResultText>(&end_))
    frame_.result = takeText(result->json);
  else if (std::holds_alternative<ResultValue>(end_))
    frame_.result = takeResult(frame_.result);
  else if (auto *failedEnd = std::get_if<Failed>(&end_))
    frame_.result = takeFailure(*failedEnd);
  else
    frame_.result = takeTimeout(std::get<TimedOut>(end_).heartbeat);
  return true;
}

/// Text that is not JSON becomes a string; empty text becomes null.
Value TaskSuspension::readJson(const std::string &json, bool &isTooDeep) {
  Heap &heap = Heap::of(frame_.heap);
  json::ReadError problem;
  Value value = json::read(heap, json, &problem);
  isTooDeep = problem.tooDeep;
  if (!isUndefined(value))
    return value;
  return json.find_first_not_of(" \t\r\n") == std::string::npos ? null()
                                                                : heap.string(utf8::readable(json));
}

Value TaskSuspension::takeText(const std::string &json) {
  bool isTooDeep = false;
  Value result = readJson(json, isTooDeep);
  return isTooDeep ? refuseResult(true) : takeResult(result);
}

Value TaskSuspension::refuseResult(bool isTooDeep) {
  bool service = resource_.kind == Resource::Kind::Service;
  return takeFailure({"States.DataLimitExceeded",
                      dataLimitCause(service ? resource_.service : resource_.text, isTooDeep),
                      task::FailedAt::Run});
}

Value TaskSuspension::takeResult(Value result) {
  if (result.size > ASL_PAYLOAD_LIMIT_BYTES && exactSize(result) > ASL_PAYLOAD_LIMIT_BYTES)
    return refuseResult(isTooDeep(result));
  events_.succeeded(result);
  if (execution_.options.trace)
    traceResult(frame_, result);
  frame_.workSucceeded = true;
  return result;
}

Value TaskSuspension::takeFailure(const Failed &failed) {
  Value error = taskError(Heap::of(frame_.heap), failed.error, failed.cause);
  events_.failed(failed.at, failureOf(*error.error));
  return error;
}

Value TaskSuspension::takeTimeout(bool heartbeatMissed) {
  Value error = taskError(Heap::of(frame_.heap), "States.Timeout", std::nullopt);
  if (heartbeatMissed)
    error = addFlags(Heap::of(frame_.heap), error, kHeartbeat);
  events_.timedOut();
  return error;
}

} // namespace asl::states
