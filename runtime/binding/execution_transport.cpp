// Tasks of `states:startExecution`, for which a program runs another machine.
#include "runtime/binding/transport.h"

#include "runtime/exec/arn.h"
#include "runtime/exec/hash.h"
#include "runtime/support/json_text.h"
#include "runtime/support/system_time.h"
#include "runtime/value/json.h"

#include <algorithm>
#include <chrono>

namespace asl::binding {

namespace {

using process::ProcessEnd;

/// How many bytes of a program's standard error are kept, from its end. The last line holds the
/// error and the cause of the execution, which may be long.
constexpr size_t kErrorTailBytes = size_t(256) << 10;
/// How many of these bytes the cause of the task shows when the program ran no execution.
constexpr size_t kShownBytes = 4096;

std::string textOf(Value value) {
  return isString(value) ? std::string(text(value)) : std::string();
}

/// A name for an execution without one. It follows from the task's token if there is one: when a
/// later process sends the request again, the execution is the same.
std::string nameFor(const Request &request) {
  return request.taskToken.empty() ? exec::uuid(Heap::of(request.heap))
                                   : uuidFrom(request.taskToken);
}

/// What a started execution is called.
struct Started {
  std::string machineArn, executionArn, name;
  std::string input; ///< JSON text
  int64_t startMs = 0;
  bool asValues = false; ///< `.sync:2`: payloads are values, not texts
};

/// The members of a JSON object, in the order in which they are added.
class Members {
public:
  void text(std::string_view name, std::string_view value) {
    key(name);
    json::appendQuoted(out_, value);
  }
  void raw(std::string_view name, std::string_view json) {
    key(name);
    out_ += json;
  }
  std::string object() const { return "{" + out_ + "}"; }

private:
  void key(std::string_view name) {
    out_ += out_.empty() ? "\"" : ",\"";
    out_.append(name).append("\":");
  }
  std::string out_;
};

std::string acceptance(const Started &started) {
  Members members;
  members.text("ExecutionArn", started.executionArn);
  members.raw("StartDate", std::to_string(started.startMs));
  return members.object();
}

/// How the execution ended, by the exit status of its program; empty when it did not run.
std::string statusOf(const ProcessEnd &end) {
  if (end.kind == ProcessEnd::Kind::Signalled || end.kind == ProcessEnd::Kind::OutOfTime)
    return "ABORTED";
  if (end.kind != ProcessEnd::Kind::Exited)
    return {};
  switch (end.code) {
  case 0:
    return "SUCCEEDED";
  case 1:
    return "FAILED";
  case 3:
    return "ABORTED";
  case 4:
    return "TIMED_OUT";
  default:
    return {};
  }
}

/// The last line that a program wrote to standard error.
std::string_view lastLine(std::string_view text) {
  text = text.substr(0, text.find_last_not_of(" \r\n") + 1);
  return text.substr(text.rfind('\n') + 1);
}

/// The execution as DescribeExecution shows it.
std::string description(const Started &started, const ProcessEnd &end, const std::string &status) {
  Heap heap(nullptr, 1);
  Value failure = status == "SUCCEEDED" ? undefined() : json::read(heap, lastLine(end.errorTail));
  auto payload = [&](Members &members, const char *name, std::string_view json) {
    if (started.asValues)
      members.raw(name, json);
    else
      members.text(name, json);
    members.raw(std::string(name) + "Details", R"({"Included":true})");
  };
  Members members;
  if (Value cause = memberByText(failure, "cause"); isString(cause))
    members.text("Cause", text(cause));
  if (Value error = memberByText(failure, "error"); isString(error))
    members.text("Error", text(error));
  members.text("ExecutionArn", started.executionArn);
  payload(members, "Input", started.input);
  members.text("Name", started.name);
  if (status == "SUCCEEDED")
    payload(members, "Output", lastLine(end.output));
  members.raw("RedriveCount", "0");
  members.text("RedriveStatus", status == "SUCCEEDED" ? "NOT_REDRIVABLE" : "REDRIVABLE");
  if (status == "SUCCEEDED")
    members.text("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
  members.raw("StartDate", std::to_string(started.startMs));
  members.text("StateMachineArn", started.machineArn);
  members.text("Status", status);
  members.raw("StopDate", std::to_string(systemMs()));
  return members.object();
}

void conclude(const TaskAnswer &answer, const Started &started, const std::string &place,
              const ProcessEnd &end) {
  std::string status = statusOf(end);
  if (end.kind == ProcessEnd::Kind::NoRoom)
    return answer.reply->unbound("The execution of " + place + " " + end.text());
  if (status.empty()) {
    size_t hidden = end.errorTail.size() - std::min(end.errorTail.size(), kShownBytes);
    return answer.failPlainly("The program of " + place + " ran no execution: " + end.text() +
                              (end.errorTail.empty() ? "" : ": " + end.errorTail.substr(hidden)));
  }
  std::string result = description(started, end, status);
  if (status == "SUCCEEDED")
    answer.succeed(result);
  else
    answer.reply->failed("States.TaskFailed", result);
}

class ExecutionTransport : public Transport {
public:
  ExecutionTransport(const Binding &binding, const BindingFile &file, functions::Host &host)
      : binding_(binding), place_(placeOf(binding, file)),
        directory_(binding.directory.empty() ? file.directory : pathFrom(file, binding.directory)),
        host_(host) {}

  uint64_t start(const Request &request, std::string, TaskAnswer answer) override {
    Started started = startedBy(request);
    process::ProcessSpec spec;
    spec.command = binding_.answers.front().command;
    spec.command.insert(spec.command.end(), {"--input", "-", "--name=" + started.name});
    spec.directory = directory_;
    spec.environment = binding_.environment;
    spec.input = started.input;
    spec.errorTailBytes = kErrorTailBytes;
    if (binding_.timeoutSeconds)
      spec.timeout =
          std::chrono::milliseconds(static_cast<int64_t>(*binding_.timeoutSeconds * 1000));
    if (!answer.envelope.hasSubmitted) {
      // Nobody waits for it, and it does not end with its task.
      host_.processes().start(std::move(spec), [](const ProcessEnd &) {});
      answer.succeed(acceptance(started));
      return 0;
    }
    answer.submit(acceptance(started));
    return host_.processes().start(std::move(spec), [answer = std::move(answer), started,
                                                     place = place_](const ProcessEnd &end) {
      conclude(answer, started, place, end);
    });
  }

  void cancel(uint64_t id) override { host_.processes().cancel(id); }

private:
  static Started startedBy(const Request &request) {
    Started started;
    started.machineArn = textOf(memberByText(request.parameters, "StateMachineArn"));
    started.name = textOf(memberByText(request.parameters, "Name"));
    if (started.name.empty())
      started.name = nameFor(request);
    Value input = memberByText(request.parameters, "Input");
    started.input = isUndefined(input) ? "{}"
                    : isString(input)  ? textOf(input)
                                       : json::write(input);
    constexpr std::string_view kMachine = ":stateMachine:";
    started.executionArn = started.machineArn + ":" + started.name;
    if (size_t at = started.executionArn.find(kMachine); at != std::string::npos)
      started.executionArn.replace(at, kMachine.size(), ":execution:");
    started.startMs = systemMs();
    started.asValues = request.resource.pattern == Resource::Pattern::Sync2;
    return started;
  }

  const Binding &binding_; ///< of the executor, which outlives this
  const std::string place_, directory_;
  functions::Host &host_;
};

} // namespace

std::unique_ptr<Transport> makeExecutionTransport(const Binding &binding, const BindingFile &file,
                                                  functions::Host &host) {
  return std::make_unique<ExecutionTransport>(binding, file, host);
}

} // namespace asl::binding
