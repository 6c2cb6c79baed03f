// The executor of compiled programs: tasks as a binding file says.
#include "runtime/binding/binding_executor.h"

#include "runtime/binding/unbound.h"
#include "runtime/support/utf8.h"
#include "runtime/task/envelope.h"
#include "runtime/task/function_name.h"

#include <cstdio>
#include <cstring>

namespace asl::binding {

using namespace task;
using process::ProcessEnd;
using process::ProcessRunner;
using process::ProcessSpec;

namespace {

/// What the end of a command needs to know of its task.
struct CommandTask {
  TaskAnswer answer;
  std::string program; ///< for messages
  std::string place;   ///< of the binding
  std::optional<double> timeoutSeconds;
};

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

/// `1.5`, `3`.
std::string plainNumber(double number) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", number);
  return text;
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
  case ProcessEnd::Kind::OutOfTime:
    text += "did not end within " + plainNumber(task.timeoutSeconds.value_or(0)) + " s";
    break;
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
  Reply &reply = *task.answer.reply;
  // This is not a failure of the task, so that no Retrier or Catcher handles it.
  if (end.kind == ProcessEnd::Kind::NoRoom)
    return reply.unbound(howItEnded(task, end));
  if (end.kind == ProcessEnd::Kind::TooLong)
    return reply.failed("States.DataLimitExceeded", howItEnded(task, end));
  if (end.kind == ProcessEnd::Kind::OutOfTime)
    return reply.failed("States.Timeout", howItEnded(task, end));
  bool exited = end.kind == ProcessEnd::Kind::Exited;
  if (exited && !end.output.empty() && task.answer.failIfError(end.output))
    return;
  bool isEmpty = task.answer.waitsForToken && trimmed(end.output).empty();
  if (exited && end.code == 0)
    return task.answer.succeed(isEmpty ? "{}" : end.output);
  task.answer.failPlainly(howItEnded(task, end));
}

} // namespace

BindingExecutor::BindingExecutor(BindingFile file)
    : file_(std::move(file)), calls_(new std::atomic<size_t>[file_.bindings.size() + 1]()) {
  auto connections = std::make_shared<const std::vector<invoke::Connection>>(file_.connections);
  for (const Binding &binding : file_.bindings) {
    transports_.push_back(makeTransport(binding, file_, connections, host_));
    bool isLimited = !transports_.back() && binding.concurrency != 0;
    limited_.push_back(isLimited ? std::make_unique<ProcessRunner>(binding.concurrency) : nullptr);
  }
}

BindingExecutor::~BindingExecutor() { stop(); }

void BindingExecutor::beginStop() {
  host_.beginStop();
  processes_.beginStop();
  for (const auto &runner : limited_)
    if (runner)
      runner->beginStop();
}

void BindingExecutor::stop() {
  beginStop();
  host_.stop();
  processes_.stop();
  for (const auto &runner : limited_)
    if (runner)
      runner->stop();
}

void BindingExecutor::killAll() {
  host_.killAll();
  processes_.killAll();
  for (const auto &runner : limited_)
    if (runner)
      runner->killAll();
}

size_t BindingExecutor::bindingFor(const Request &request) const {
  size_t index = 0;
  while (index < file_.bindings.size() && !isFor(file_.bindings[index], request))
    ++index;
  return index;
}

std::string BindingExecutor::usedUp(const Binding &binding, const Request &request,
                                    size_t call) const {
  return "The binding at " + placeOf(binding, file_) + " has " +
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
    return run(index, binding.answers[call], request, std::move(reply));
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
    return transports_[index] ? transports_[index]->unbound(request) : std::nullopt;
  return usedUp(binding, request, call);
}

bool BindingExecutor::mayRepeat(const Request &request) {
  size_t index = bindingFor(request);
  return index < file_.bindings.size() && file_.bindings[index].idempotent;
}

uint64_t BindingExecutor::run(size_t index, const Answer &answer, const Request &request,
                              std::shared_ptr<Reply> reply) {
  const Binding &binding = file_.bindings[index];
  if (request.resource.kind == Resource::Kind::Activity)
    reply->started(std::nullopt);
  TaskAnswer task{std::move(reply), envelopeOf(request, binding.raw),
                  functionName(request).has_value(), &answer};
  task.waitsForToken =
      answer.callback && request.resource.pattern == Resource::Pattern::WaitForTaskToken;
  bool isFixed = answer.kind != Answer::Kind::Command && !transports_[index];
  bool submitsItself = answer.kind == Answer::Kind::Execution;
  std::string_view accepted = task.envelope.submitted == Envelope::Wrapping::Lambda ? "null" : "{}";
  if (!task.waitsForToken && !isFixed && !submitsItself)
    task.submit(accepted);
  if (answer.kind == Answer::Kind::Command)
    return runCommand(index, answer, request, std::move(task));
  if (transports_[index]) {
    std::string input = binding.raw ? request.parametersJson() : handlerInput(request);
    return handleOf(transports_[index]->start(request, std::move(input), std::move(task)), index);
  }
  // The answers live as long as the executor, which outlives the tasks.
  std::shared_ptr<Reply> shared = task.reply;
  auto finish = [task = std::move(task), &answer, accepted] {
    task.submit(accepted);
    if (answer.kind == Answer::Kind::Result)
      task.succeed(answer.result);
    else if (answer.kind == Answer::Kind::Error)
      task.reply->failed(answer.error, answer.cause);
  };
  if (answer.delaySeconds > 0)
    shared->after(static_cast<int64_t>(answer.delaySeconds * 1000), finish);
  else
    finish();
  return 0;
}

uint64_t BindingExecutor::runCommand(size_t index, const Answer &answer, const Request &request,
                                     TaskAnswer task) {
  const Binding &binding = file_.bindings[index];
  ProcessSpec spec;
  spec.command = answer.command;
  spec.directory = binding.directory.empty() ? file_.directory : pathFrom(file_, binding.directory);
  spec.input = binding.raw ? request.parametersJson() : handlerInput(request);
  spec.environment = {{"ASL_RESOURCE", std::string(request.resource.text)},
                      {"ASL_STATE", std::string(request.stateName)},
                      {"ASL_EXECUTION", std::string(request.executionArn)},
                      {"ASL_ATTEMPT", std::to_string(request.attempt)},
                      {"ASL_TASK_TOKEN", std::string(request.taskToken)}};
  if (std::string traceparent = traceparentOf(request); !traceparent.empty())
    spec.environment.emplace_back("TRACEPARENT", std::move(traceparent));
  spec.environment.insert(spec.environment.end(), binding.environment.begin(),
                          binding.environment.end());
  if (binding.timeoutSeconds)
    spec.timeout = std::chrono::milliseconds(static_cast<int64_t>(*binding.timeoutSeconds * 1000));
  if (binding.heartbeat)
    spec.wroteError = [reply = task.reply] { reply->heartbeat(); };
  bool shell = answer.command.size() == 3 && answer.command[0] == "/bin/sh";
  CommandTask command{std::move(task), answer.command[shell ? 2 : 0], placeOf(binding, file_),
                      binding.timeoutSeconds};
  ProcessRunner &runner = limited_[index] ? *limited_[index] : processes_;
  return handleOf(runner.start(std::move(spec),
                               [command = std::move(command)](const ProcessEnd &end) {
                                 commandEnded(command, end);
                               }),
                  index);
}

void BindingExecutor::cancel(uint64_t handle) {
  if (handle == 0)
    return;
  size_t index = handle & ((uint64_t(1) << kIndexBits) - 1);
  uint64_t id = handle >> kIndexBits;
  if (transports_[index])
    transports_[index]->cancel(id);
  else
    (limited_[index] ? *limited_[index] : processes_).cancel(id);
}

} // namespace asl::binding
