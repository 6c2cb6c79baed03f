// The executor of compiled programs: tasks as a binding file says.
#include "runtime/binding/binding_executor.h"

#include "runtime/binding/unbound.h"
#include "runtime/support/utf8.h"
#include "runtime/task/envelope.h"
#include "runtime/task/function_name.h"
#include "runtime/value/json.h"

#include <cstring>

namespace asl::binding {

using namespace task;
namespace {

/// What the end of a command needs to know of its task.
struct CommandTask {
  std::shared_ptr<Reply> reply;
  Envelope envelope;
  std::string program; ///< for messages
  std::string place;   ///< of the binding
  bool lambda;
};

/// The reply to a request whose handler gave `json`.
void succeed(Reply &reply, const Envelope &envelope, std::string_view json) {
  reply.succeeded(wrap(envelope.result, envelope.seed, json));
}

/// The answer to the call itself, before the task's end.
void submit(Reply &reply, const Envelope &envelope, const Answer &answer) {
  if (!envelope.hasSubmitted)
    return;
  std::string_view json = answer.submitted ? std::string_view(*answer.submitted) : "{}";
  bool lambda = envelope.submitted == Envelope::Shape::Lambda;
  if (lambda && !answer.submitted)
    json = "null";
  reply.submitted(wrap(envelope.submitted, envelope.seed, json));
}

bool isErrorPayload(Value value) {
  return isString(memberByText(value, "errorType")) &&
         !isUndefined(memberByText(value, "errorMessage"));
}

std::string trimmed(std::string_view text) {
  size_t first = text.find_first_not_of(" \t\r\n");
  size_t last = text.find_last_not_of(" \t\r\n");
  if (first == std::string_view::npos)
    return {};
  std::string result(text.substr(first, last - first + 1));
  // A tail may begin inside a character.
  while (!result.empty() && utf8::isContinuation(result.front()))
    result.erase(0, 1);
  return utf8::readable(std::move(result));
}

std::string howItEnded(const CommandTask &task, const ProcessEnd &end) {
  std::string text = "The command `" + task.program + "` (" + task.place + ") ";
  switch (end.kind) {
  case ProcessEnd::Kind::NotStarted:
    return text + "cannot be started: " + end.reason;
  case ProcessEnd::Kind::NoRoom:
    return text + "could not be started: " + end.reason +
           ". The system had no room for it; see its limits (`ulimit -a`)";
  case ProcessEnd::Kind::TooLong:
    return text + "wrote more than " + std::to_string(ProcessRunner::kOutputBytes) + " bytes";
  case ProcessEnd::Kind::Signalled:
    text += "was ended by signal " + std::to_string(end.code) + " (" + strsignal(end.code) + ")";
    break;
  case ProcessEnd::Kind::Exited:
    text += "exited with status " + std::to_string(end.code);
    break;
  }
  std::string tail = trimmed(end.errorTail);
  return tail.empty() ? text : text + ": " + tail;
}

void commandEnded(const CommandTask &task, const ProcessEnd &end) {
  // This is not a failure of the task, so that no Retrier or Catcher handles it.
  if (end.kind == ProcessEnd::Kind::NoRoom)
    return task.reply->unbound(howItEnded(task, end));
  bool exited = end.kind == ProcessEnd::Kind::Exited;
  if (exited && !end.output.empty()) {
    Heap heap(nullptr, 1);
    Value payload = json::read(heap, end.output);
    if (isErrorPayload(payload))
      return task.reply->failed(std::string(text(memberByText(payload, "errorType"))),
                                json::write(payload));
  }
  if (exited && end.code == 0)
    return succeed(*task.reply, task.envelope, end.output);
  const char *error = end.kind == ProcessEnd::Kind::TooLong ? "States.DataLimitExceeded"
                      : task.lambda                         ? "Lambda.Unknown"
                                                            : "States.TaskFailed";
  task.reply->failed(error, howItEnded(task, end));
}

} // namespace

BindingExecutor::BindingExecutor(BindingFile file)
    : file_(std::move(file)), calls_(new std::atomic<size_t>[file_.bindings.size() + 1]()) {}

size_t BindingExecutor::bindingFor(const Request &request) const {
  size_t index = 0;
  while (index < file_.bindings.size() && !isFor(file_.bindings[index], request))
    ++index;
  return index;
}

std::string BindingExecutor::usedUp(const Binding &binding, const Request &request,
                                    size_t call) const {
  return "The binding at " + file_.path + ":" + std::to_string(binding.line) + " has " +
         std::to_string(binding.answers.size()) + " `results`, but the state `" +
         std::string(request.stateName) + "` makes call " + std::to_string(call + 1) +
         ". Add what this call gives";
}

uint64_t BindingExecutor::start(const Request &request, std::shared_ptr<Reply> reply) {
  size_t index = bindingFor(request);
  if (index == file_.bindings.size()) {
    reply->unbound(unboundMessage(request, file_));
    return 0;
  }
  const Binding &binding = file_.bindings[index];
  size_t call = binding.sequence ? calls_[index]++ : 0;
  if (call < binding.answers.size())
    return run(binding, binding.answers[call], request, std::move(reply));
  reply->unbound(usedUp(binding, request, call));
  return 0;
}

std::optional<std::string> BindingExecutor::unbound(const Request &request) {
  size_t index = bindingFor(request);
  if (index == file_.bindings.size())
    return unboundMessage(request, file_);
  const Binding &binding = file_.bindings[index];
  size_t call = binding.sequence ? calls_[index].load() : 0;
  if (call < binding.answers.size())
    return std::nullopt;
  return usedUp(binding, request, call);
}

bool BindingExecutor::mayRepeat(const Request &request) {
  size_t index = bindingFor(request);
  return index < file_.bindings.size() && file_.bindings[index].idempotent;
}

uint64_t BindingExecutor::run(const Binding &binding, const Answer &answer, const Request &request,
                              std::shared_ptr<Reply> reply) {
  if (request.resource.kind == Resource::Kind::Activity)
    reply->started(std::nullopt);
  Envelope envelope = envelopeOf(request, binding.raw);
  if (answer.kind == Answer::Kind::Command) {
    submit(*reply, envelope, answer);
    bool lambda = functionName(request).has_value();
    ProcessSpec spec;
    spec.command = answer.command;
    spec.directory = file_.directory;
    spec.input = binding.raw ? request.parametersJson() : handlerInput(request);
    spec.environment = {{"ASL_RESOURCE", std::string(request.resource.text)},
                        {"ASL_STATE", std::string(request.stateName)},
                        {"ASL_EXECUTION", std::string(request.executionArn)},
                        {"ASL_ATTEMPT", std::to_string(request.attempt)},
                        {"ASL_TASK_TOKEN", std::string(request.taskToken)}};
    bool shell = answer.command.size() == 3 && answer.command[0] == "/bin/sh";
    CommandTask task{std::move(reply), envelope, answer.command[shell ? 2 : 0],
                     file_.path + ":" + std::to_string(binding.line), lambda};
    return processes_.start(std::move(spec), [task = std::move(task)](const ProcessEnd &end) {
      commandEnded(task, end);
    });
  }
  auto finish = [reply, envelope, &answer] {
    submit(*reply, envelope, answer);
    if (answer.kind == Answer::Kind::Result)
      succeed(*reply, envelope, answer.result);
    else if (answer.kind == Answer::Kind::Error)
      reply->failed(answer.error, answer.cause);
  };
  // The answers live as long as the executor, which outlives the tasks.
  if (answer.delaySeconds > 0)
    reply->after(static_cast<int64_t>(answer.delaySeconds * 1000), finish);
  else
    finish();
  return 0;
}

void BindingExecutor::cancel(uint64_t handle) {
  if (handle != 0)
    processes_.cancel(handle);
}

} // namespace asl::binding
