// What AWS's integration of Step Functions with itself does. See
// https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html.
#include "runtime/api/operations/nested.h"

#include "runtime/dom/text.h"
#include "runtime/engine/stored_history.h"
#include "runtime/exec/hash.h"
#include "runtime/exec/task_token.h"
#include "runtime/expr/time.h"
#include "runtime/task/envelope.h"
#include "runtime/value/json.h"
#include "runtime/value/value.h"

namespace asl::api {

using service::Arn;
using task::Envelope;
using task::FailedAt;
using task::Resource;
using Launched = service::Service::Launched;

struct NestedExecutions::Task {
  uint64_t handle = 0;
  Resource::Pattern pattern = Resource::Pattern::RequestResponse;
  std::string machine, input, name, trace; ///< of the request; an empty name or trace: none
  std::string token;
  task::Request::Earlier earlier = task::Request::Earlier::Nothing;
  std::string prefix; ///< of the ARNs of the parent
  Envelope envelope;
  std::shared_ptr<task::Reply> reply;
  std::atomic<uint64_t> execution{0};
  std::atomic<bool> isCancelled{false};

  /// Without a name the execution gets one that follows from the task's token.
  std::string executionName() const { return name.empty() ? uuidFrom(token) : name; }
  bool waitsForEnd() const {
    return pattern == Resource::Pattern::Sync || pattern == Resource::Pattern::Sync2;
  }
  void fail(const std::string &code, const std::string &message) const {
    std::string error = code.ends_with("Exception") ? code : code + "Exception";
    std::string requestId = randomUuid();
    bool isRunning = pattern == Resource::Pattern::RequestResponse || execution != 0;
    reply->failed("StepFunctions." + error,
                  message + " (Service: AWSStepFunctions; Status Code: 400; Error Code: " + code +
                      "; Request ID: " + requestId + "; Proxy: null)",
                  isRunning ? FailedAt::Run : FailedAt::Submit);
  }
};

namespace {

std::string textOf(Value value) {
  return isString(value) ? std::string(text(value)) : std::string();
}

} // namespace

uint64_t NestedExecutions::start(const task::Request &request, std::shared_ptr<task::Reply> reply) {
  auto task = std::make_shared<Task>();
  task->pattern = request.resource.pattern;
  task->machine = textOf(memberByText(request.parameters, "StateMachineArn"));
  task->name = textOf(memberByText(request.parameters, "Name"));
  task->trace = textOf(memberByText(request.parameters, "TraceHeader"));
  if (task->trace.empty())
    task->trace = request.traceHeader;
  Value input = memberByText(request.parameters, "Input");
  task->input = isUndefined(input) ? "{}" : isString(input) ? textOf(input) : json::write(input);
  task->token = request.taskToken;
  task->earlier = request.earlier;
  std::string_view arn = request.executionArn;
  if (Expected<Arn> parent = service::parseArn(arn))
    task->prefix = parent->prefix;
  task->envelope = envelopeOf(request, false);
  task->reply = std::move(reply);
  {
    std::lock_guard lock(mutex_);
    task->handle = ++last_;
    tasks_[task->handle] = task;
  }
  postBegin(state_.background, task);
  return task->handle;
}

/// Carries out a part of what a task does. The task fails when that is refused.
void NestedExecutions::post(Background &threads, const TaskPointer &task,
                            std::function<void()> part) {
  threads.post([this, task, part = std::move(part)] {
    try {
      part();
    } catch (const Refusal &refusal) {
      task->fail(refusal.error.code, refusal.error.message);
      remove(task);
    } catch (const std::exception &exception) {
      task->fail("InternalFailure", exception.what());
      remove(task);
    }
  });
}

void NestedExecutions::postBegin(Background &threads, const TaskPointer &task) {
  post(threads, task, [this, task, &threads] { begin(task, &threads == &state_.compilers); });
}

/// Throws Refusal. On another thread than those that compile it waits for no compilation.
void NestedExecutions::begin(const TaskPointer &task, bool mayCompile) {
  Call call;
  call.request["stateMachineArn"] = task->machine;
  Expected<Arn> arn = service::parseArn(task->machine);
  if (!arn)
    refuse("InvalidArn", arn.error());
  if (std::optional<FoundExecution> before = startedEarlier(*task, *arn))
    return attach(task, *before);
  // Machines of other accounts may be started as well.
  Starting starting;
  call.caller = callerOf(arn->prefix);
  starting.target = targetIn(state_, call, "stateMachineArn");
  starting.machineArn = task->machine;
  checkActive(state_, starting);
  if (!mayCompile && !state_.code.isReady(*starting.target.snapshot))
    return postBegin(state_.compilers, task);
  starting.prefix = arn->prefix;
  starting.name = task->executionName();
  checkName(starting.name);
  checkInput(task->input);
  starting.input = task->input;
  starting.trace = task->trace;
  starting.parent = exec::executionOfToken(task->token);
  starting.parentEvent = exec::eventOfToken(task->token);
  starting.isCancelled = [task] { return task->isCancelled.load(); };
  if (starting.target.machine->express) {
    if (task->waitsForEnd())
      refuse("InvalidArn", "Invalid Arn: 'Resource type not valid in this context: express'");
    starting.expressId = randomUuid();
    Json answer{{"ExecutionArn", arnOf(starting)}, {"StartDate", nowMs()}};
    startExpress(state_, std::move(starting), false);
    remove(task);
    return task->reply->succeeded(
        task::wrap(task->envelope.result, task->envelope.seed, asl::dom::write(answer)));
  }
  launch(state_, std::move(starting), [this, task](const Launched &launched) {
    post(state_.background, task, [this, task, launched] { this->launched(task, launched); });
  });
}

/// The execution that the task has started in an earlier process. Its machine may have been deleted
/// since then, or be one that cannot be started any more.
std::optional<FoundExecution> NestedExecutions::startedEarlier(const Task &task,
                                                               const Arn &machine) {
  if (task.earlier == task::Request::Earlier::Nothing)
    return std::nullopt;
  Arn execution;
  execution.kind = Arn::Kind::Execution;
  execution.prefix = machine.prefix;
  execution.name = machine.name;
  execution.last = task.executionName();
  std::optional<FoundExecution> found = find(state_, execution);
  if (found && isOf(task, *found))
    return found;
  if (task.earlier == task::Request::Earlier::Submitted)
    refuse("ExecutionDoesNotExist", "Execution Does Not Exist");
  return std::nullopt;
}

/// Whether an execution with the right name is the one that the task has started. In journals of
/// older versions it does not say which task that was: then it is unless the history gives it to
/// another task of the parent.
bool NestedExecutions::isOf(const Task &task, const FoundExecution &found) {
  if (task.earlier == task::Request::Earlier::Submitted || task.name.empty())
    return true;
  std::optional<uint64_t> parent = exec::executionOfToken(task.token);
  if (!parent || found.execution.start.parent != parent)
    return false;
  if (found.execution.start.indexInParent)
    return found.execution.start.indexInParent == exec::eventOfToken(task.token);
  bool isOfOther = false;
  std::string arn = executionArn(found);
  Expected<void> read = readHistory(state_.journal, *parent, [&](const HistoryEvent &event) {
    if (event.type == EventType::TaskSubmitted || event.type == EventType::TaskSucceeded)
      isOfOther |= event.detailsJson().find(arn) != std::string::npos;
  });
  return read && !isOfOther;
}

void NestedExecutions::launched(const TaskPointer &task, const Launched &launched) {
  std::optional<FoundExecution> found;
  if (launched.execution != 0)
    found = find(state_, launched.execution);
  if (found && launched.kind != Launched::Kind::Taken)
    return attach(task, *found);
  if (found)
    task->fail("ExecutionAlreadyExists",
               "Execution Already Exists: '" + executionArn(*found) + "'");
  else
    task->fail("InternalFailure", launched.problem);
  remove(task);
}

void NestedExecutions::attach(const TaskPointer &task, const FoundExecution &found) {
  Json answer{{"ExecutionArn", executionArn(found)}, {"StartDate", found.execution.start.startMs}};
  if (!task->waitsForEnd()) {
    remove(task);
    return task->reply->succeeded(
        task::wrap(task->envelope.result, task->envelope.seed, asl::dom::write(answer)));
  }
  task->reply->submitted(
      task::wrap(task->envelope.submitted, task->envelope.seed, asl::dom::write(answer)));
  follow(task, found.execution.id);
}

void NestedExecutions::follow(const TaskPointer &task, uint64_t execution) {
  task->execution = execution;
  bool runs = state_.service.whenEnded(execution, [this, task, execution](const Outcome &) {
    post(state_.background, task, [this, task, execution] { ended(task, execution); });
  });
  if (!runs)
    return ended(task, execution);
  if (task->isCancelled)
    state_.service.abort(execution, std::nullopt, std::nullopt, [](bool) {});
}

namespace {

/// The description as the task's result has it: `.sync:2` shows payloads as values.
Json resultOf(const Json &description, const FoundExecution &found, bool asValues) {
  Json result;
  for (const auto &[key, value] : description.items()) {
    std::string name = key;
    name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    result[name] = value;
  }
  for (const char *key : {"InputDetails", "OutputDetails"})
    if (result.contains(key))
      result[key] = {{"Included", true}};
  result["StartDate"] = found.execution.start.startMs;
  if (found.execution.stopMs)
    result["StopDate"] = *found.execution.stopMs;
  for (const char *key : {"Input", "Output"})
    if (asValues && result.contains(key))
      result[key] = asl::dom::parse(result[key].get<std::string>());
  return result;
}

} // namespace

void NestedExecutions::ended(const TaskPointer &task, uint64_t execution) {
  remove(task);
  std::optional<FoundExecution> found = find(state_, execution);
  if (!found)
    return task->fail("ExecutionDoesNotExist", "Execution Does Not Exist");
  Json description = descriptionOf(state_, *found, true);
  Json result = resultOf(description, *found, task->pattern == Resource::Pattern::Sync2);
  // A task fails when the output of its execution cannot be read.
  if (found->execution.status == journal::Status::Succeeded && description.contains("output"))
    task->reply->succeeded(asl::dom::write(result));
  else
    task->reply->failed("States.TaskFailed", asl::dom::write(result));
}

void NestedExecutions::remove(const TaskPointer &task) {
  std::lock_guard lock(mutex_);
  tasks_.erase(task->handle);
}

/// Null when the task has what it waits for.
NestedExecutions::TaskPointer NestedExecutions::take(uint64_t handle) {
  std::lock_guard lock(mutex_);
  auto found = tasks_.extract(handle);
  return found ? std::move(found.mapped()) : nullptr;
}

void NestedExecutions::cancel(uint64_t handle) {
  TaskPointer task = take(handle);
  if (!task)
    return;
  task->isCancelled = true;
  if (uint64_t execution = task->execution)
    state_.service.abort(execution, std::nullopt, std::nullopt, [](bool) {});
}

void NestedExecutions::leave(uint64_t handle) { take(handle); }

} // namespace asl::api
