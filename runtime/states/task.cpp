// The Task state: request, executor, timeouts, limits and result.
#include "runtime/exec/execution.h"
#include "runtime/exec/shard.h"
#include "runtime/states/context.h"
#include "runtime/states/error.h"
#include "runtime/states/number_fields.h"
#include "runtime/states/task_suspension.h"
#include "runtime/states/trace.h"
#include "runtime/support/utf8.h"
#include "runtime/task/request_rules.h"
#include "runtime/value/json.h"

#include <algorithm>

namespace asl::states {

using namespace exec;
namespace {

using task::Resource;

/// AWS ends an HTTP task after 60 seconds.
constexpr int64_t kHttpLimitSeconds = 60;

/// The Reply of an executor; usable from any thread. Refers to the task by number, so that calls
/// after its end have no effect.
class ReplyPort final : public task::Reply {
public:
  ReplyPort(Shard &shard, uint64_t number) : shard_(shard), loop_(shard.loop), number_(number) {}

  void started(std::optional<std::string> workerName) override {
    deliver([name = std::move(workerName)](TaskSuspension &task) { task.started(name); });
  }
  void submitted(std::string outputJson) override {
    deliver([json = std::move(outputJson)](TaskSuspension &task) { task.submitted(json); });
  }
  void heartbeat() override {
    deliver([](TaskSuspension &task) { task.heartbeat(); });
  }
  void succeeded(std::string resultJson) override {
    deliverEnd([json = std::move(resultJson)](TaskSuspension &task) mutable {
      task.succeeded(std::move(json));
    });
  }
  void succeededWith(asl_value result) override {
    deliver([result](TaskSuspension &task) { task.succeededWith(result); });
  }
  void failed(std::optional<std::string> error, std::optional<std::string> cause,
              task::FailedAt at) override {
    deliverEnd(
        [error = std::move(error), cause = std::move(cause), at](TaskSuspension &task) mutable {
          task.failed(std::move(error), std::move(cause), at);
        });
  }
  void unbound(std::string message) override {
    deliverEnd([message = std::move(message)](TaskSuspension &task) mutable {
      task.unbound(std::move(message));
    });
  }
  void after(int64_t delayMs, std::function<void()> action) override {
    deliver([delayMs, action = std::move(action)](TaskSuspension &task) mutable {
      task.after(delayMs, std::move(action));
    });
  }
  void idle() override {
    deliver([](TaskSuspension &task) { task.idle(); });
  }

private:
  bool isOnShard() const {
    Shard *here = Shard::current();
    return here && here->loop == loop_;
  }
  template <typename Action> static void apply(Shard &shard, uint64_t number, Action &action) {
    if (Suspension *task = shard.suspension(number)) {
      Execution &execution = static_cast<TaskSuspension *>(task)->execution();
      action(static_cast<TaskSuspension &>(*task));
      shard.touch(execution);
    }
  }
  template <typename Action> void deliver(Action action) {
    if (isOnShard())
      return apply(shard_, number_, action);
    // The shard is valid when the loop runs this, since both belong to one thread.
    loop_->post([&shard = shard_, number = number_, action = std::move(action)]() mutable {
      shard.restartWait();
      apply(shard, number, action);
    });
  }
  /// The same for calls that end the task. With ordered answers, an end that comes from another
  /// thread is queued after those of earlier tasks.
  template <typename Action> void deliverEnd(Action action) {
    if (isOnShard())
      return apply(shard_, number_, action);
    loop_->post([&shard = shard_, number = number_, action = std::move(action)]() mutable {
      if (shard.answers && shard.answers->isExpected(number))
        shard.answers->add(number, [&shard, number, action = std::move(action)]() mutable {
          apply(shard, number, action);
        });
      else
        apply(shard, number, action);
    });
  }

  Shard &shard_;
  std::shared_ptr<Loop> loop_;
  uint64_t number_;
};

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
    sendLater();
    return false;
  }
  send();
  if (isOver())
    return true;
  if (begun_)
    startClocks();
  return false;
}

/// The request leaves when its Scheduled event is durable.
void TaskSuspension::sendLater() {
  if (scheduling_.roleArn) {
    roleArn_ = *scheduling_.roleArn;
    scheduling_.roleArn = roleArn_;
  }
  Shard &shard = execution_.shard;
  shard.afterCommit([&shard, number = number_] {
    Suspension *waiting = shard.suspension(number);
    if (waiting == nullptr)
      return;
    auto &task = static_cast<TaskSuspension &>(*waiting);
    task.send();
    shard.touch(task.execution_);
    if (task.isOver())
      shard.enqueue(task.frame_);
    else if (task.begun_)
      task.startClocks();
    // Whoever has the token may answer from now on: a next process must know that the request left.
    if (task.begun_ && task.hasOtherEnd())
      shard.afterCommit([] {});
  });
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

void TaskSuspension::send() {
  Shard &shard = execution_.shard;
  starting_ = true;
  auto reply = std::make_shared<ReplyPort>(shard, number_);
  uint64_t handle = 0;
  if (shard.options.executor) {
    task::Request sent = request();
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
  if (working != 0)
    execution_.shard.options.executor->cancel(working);
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
  if (working != 0)
    execution_.shard.options.executor->cancel(working);
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
  end_ = std::move(end);
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

using namespace asl;
using namespace asl::states;

namespace {

/// Reads a number of seconds from a field. Returns an error value when it is not a positive
/// integer.
Value readSeconds(Frame &frame, Value value, std::string_view field,
                  std::optional<int64_t> &seconds) {
  if (isUndefined(value))
    return value;
  seconds = integerField(frame, value);
  if (!seconds)
    return fieldError(frame, field,
                      "The " + std::string(field) + " field refers to value \"" + plainText(value) +
                          "\" which is not a valid integer.");
  if (*seconds <= 0)
    return fieldError(frame, field,
                      "The " + std::string(field) + " field must be positive but was " +
                          plainText(value) + ".");
  constexpr int64_t kMostSeconds = 99999999;
  seconds = std::min(*seconds, kMostSeconds);
  return undefined();
}

/// Reads the role from Credentials. Sets `error` when it is not usable.
std::optional<std::string_view> readRole(Frame &frame, Value credentials, Value &error) {
  if (isUndefined(credentials))
    return std::nullopt;
  Value role = memberByText(credentials, "RoleArn");
  if (isString(role))
    return text(role);
  if (hasFieldRule(frame, ASL_FIELDS_CHECKS))
    error = fieldError(frame, isObject(credentials) ? "Credentials/RoleArn" : "Credentials",
                       "The field 'RoleArn' of Credentials must be a string but was: " +
                           (isUndefined(role) ? std::string("undefined") : json::write(role)));
  return std::nullopt;
}

/// Checks the fields that AWS checks before it schedules the task. Returns an error or undefined.
Value checkRequest(Frame &frame, const task::Resource &resource, Value request) {
  std::vector<std::string> problems = task::requestProblems(resource, request);
  if (problems.empty())
    return undefined();
  std::string cause = "The Parameters '";
  json::append(cause, request);
  cause += "' could not be used to start the Task: [";
  for (size_t i = 0; i < problems.size(); ++i)
    cause += (i > 0 ? ", " : "") + problems[i];
  return runtimeError(Heap::of(frame.heap), cause + "]");
}

} // namespace

int32_t asl_task_start(asl_frame *raw, const asl_task_arguments *arguments) {
  Frame &frame = Frame::of(raw);
  Heap &heap = Heap::of(raw->heap);
  Execution &execution = *frame.execution;
  const task::Resource &resource = execution.shard.resource(frame.info().resource);
  history::Scheduling scheduling;
  scheduling.input = arguments->request;
  if (isUndefined(scheduling.input))
    scheduling.input =
        resource.kind == task::Resource::Kind::Service ? heap.object({}, {}) : frame.data;
  Value error = undefined();
  if (isTooDeep(scheduling.input))
    error = heap.error("States.DataLimitExceeded",
                       "The input of the task is nested more than " +
                           std::to_string(ASL_DEPTH_LIMIT) + " levels deep.",
                       true, false);
  if (!isError(error))
    error =
        readSeconds(frame, arguments->timeout_seconds, "TimeoutSeconds", scheduling.timeoutSeconds);
  if (!isError(error))
    error = readSeconds(frame, arguments->heartbeat_seconds, "HeartbeatSeconds",
                        scheduling.heartbeatSeconds);
  if (!isError(error))
    scheduling.roleArn = readRole(frame, arguments->credentials, error);
  if (!isError(error))
    error = checkRequest(frame, resource, scheduling.input);
  if (isError(error)) {
    frame.result = error;
    return ASL_READY;
  }
  auto *work = new TaskSuspension(frame, resource, scheduling);
  frame.suspension = work;
  frame.resumeAt(ASL_AT_RESULT);
  if (!work->start())
    return ASL_SUSPENDED;
  if (frame.concurrent) {
    // Let concurrent flows make a step first, as they would if the task took time.
    execution.shard.enqueue(frame);
    return ASL_SUSPENDED;
  }
  work->complete();
  execution.dropSuspension(frame);
  return ASL_READY;
}
