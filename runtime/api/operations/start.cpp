// Starting executions. See
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html.
#include "runtime/api/json_problem.h"
#include "runtime/api/operations/executions.h"
#include "runtime/api/operations/observing.h"
#include "runtime/exec/hash.h"

namespace asl::api {

using service::Arn;
using Launched = service::Service::Launched;

namespace {

ExecutionOptions optionsFor(const State &state, const Starting &starting) {
  ExecutionOptions options;
  options.name = starting.name;
  options.roleArn = starting.target.snapshot->roleArn;
  options.arnPrefix = starting.prefix;
  if (state.observing != nullptr)
    options.observer = state.observing->observerOf(starting);
  return options;
}

std::shared_ptr<const service::Code> codeOf(State &state, const service::Snapshot &snapshot) {
  Expected<std::shared_ptr<const service::Code>> code = state.code.of(snapshot);
  if (!code)
    refuse("ValidationException", "The state machine cannot be executed: " + code.error());
  return *code;
}

/// The code of what is to be started, if that is still to be started when it is compiled.
std::shared_ptr<const service::Code> codeOf(State &state, const Starting &starting) {
  std::shared_ptr<const service::Code> code = codeOf(state, *starting.target.snapshot);
  checkActive(state, starting);
  if (starting.isCancelled && starting.isCancelled())
    refuse("TaskTimedOut", "The task that starts the execution has ended.");
  return code;
}

} // namespace

bool isDeleted(const State &state, uint64_t machine) {
  Machine now = state.registry.machineOf(machine);
  return !now || now->isDeleting || now->isDeleted;
}

void checkActive(const State &state, const Starting &starting) {
  if (isDeleted(state, starting.target.machine->document))
    refuse("StateMachineDeleting", "State Machine Deleting: '" + starting.machineArn + "'");
}

void checkInput(const std::string &input) {
  if (input.empty())
    refuse("InvalidExecutionInput",
           "Invalid State Machine Execution Input: 'Invalid execution input.'");
  if (std::string problem = jsonProblem(input); !problem.empty())
    refuse("InvalidExecutionInput", "Invalid State Machine Execution Input: '" + problem + "'");
}

OpenExecutions::Ticket enter(const State &state, const std::string &prefix) {
  if (state.open == nullptr)
    return nullptr;
  OpenExecutions::Ticket ticket = state.open->enter(prefix);
  if (!ticket)
    refuse("ExecutionLimitExceeded",
           "The maximum number of running executions has been reached. Running executions must end "
           "or be stopped before a new execution can be started.");
  return ticket;
}

void launch(State &state, Starting starting, std::function<void(const Launched &)> done) {
  const service::Snapshot &snapshot = *starting.target.snapshot;
  std::shared_ptr<const service::Code> code = codeOf(state, starting);
  service::Service::Launch launch;
  launch.module = &code->module();
  launch.options = optionsFor(state, starting);
  launch.start.machine = starting.target.machine->document;
  launch.start.revision = snapshot.revision;
  launch.start.name = starting.name;
  launch.isNameNew = starting.isNameNew;
  launch.start.version = starting.target.version;
  if (starting.target.alias)
    launch.start.alias = starting.target.machine->aliases.at(*starting.target.alias).document;
  launch.start.parent = starting.parent;
  launch.start.indexInParent = starting.parentEvent;
  launch.start.trace = starting.trace;
  launch.input = std::move(starting.input);
  launch.ended = std::move(starting.ended);
  if (OpenExecutions::Ticket ticket = enter(state, starting.prefix))
    launch.ended = [ticket = std::move(ticket),
                    ended = std::move(launch.ended)](const Outcome &outcome) {
      if (ended)
        ended(outcome);
    };
  launch.code = std::move(code);
  auto launched = [&state, machine = launch.start.machine,
                   done = std::move(done)](const Launched &made) {
    // Whoever deletes the machine does not see an execution before its start is durable.
    if (made.kind == Launched::Kind::Started && isDeleted(state, machine))
      state.service.abortAtTransition(made.execution);
    done(made);
  };
  state.service.launch(std::move(launch), std::move(launched));
}

std::string arnOf(const Starting &starting) {
  std::string last = starting.target.machine->name + ':' + starting.name;
  return starting.target.machine->express
             ? starting.prefix + "express:" + last + ':' + starting.expressId
             : starting.prefix + "execution:" + last;
}

void startExpress(State &state, Starting starting, bool isSynchronous) {
  std::shared_ptr<const service::Code> code = codeOf(state, starting);
  const asl_module &module = code->module();
  ExecutionOptions options = optionsFor(state, starting);
  options.express = true;
  options.synchronous = isSynchronous;
  options.expressId = starting.expressId;
  state.express.start(
      module, starting.input, std::move(options),
      [code = std::move(code), ended = std::move(starting.ended)](const Outcome &outcome) {
        if (ended)
          ended(outcome);
      });
}

namespace {

/// The trace header of a call: that of HTTP, else the member of the request.
std::string traceIn(const Call &call) {
  constexpr size_t most = 256;
  const std::string &header = call.traceHeader;
  bool isUsable =
      !header.empty() && header.size() <= most &&
      std::all_of(header.begin(), header.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return isUsable ? header : textOf(call.request, "traceHeader");
}

/// What a request asks to start.
Starting startingIn(const State &state, const Call &call) {
  Arn arn = arnIn(call.request, "stateMachineArn",
                  {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  if (!arn.label.empty()) {
    Error error{"ValidationException", "Labeled state machine ARNs are not supported."};
    error.members["reason"] = "API_DOES_NOT_SUPPORT_LABELED_ARNS";
    throw Refusal{std::move(error)};
  }
  Starting starting;
  starting.target = targetIn(state, call, "stateMachineArn");
  starting.machineArn = textOf(call.request, "stateMachineArn");
  checkActive(state, starting);
  starting.prefix = prefixOf(call.caller);
  if (starting.target.machine->express)
    starting.expressId = randomUuid();
  if (std::optional<std::string> name = textIn(call.request, "name")) {
    checkName(*name);
    starting.name = *name;
  } else {
    starting.name = timeOrderedUuid();
    starting.isNameNew = true;
  }
  starting.input = textIn(call.request, "input").value_or("{}");
  starting.trace = traceIn(call);
  return starting;
}

/// Starts an execution for a call: at once when its machine is compiled, and else where compiling
/// holds up nobody.
void startCompiled(State &state, Starting starting, std::function<void(Answer)> reply,
                   std::function<void(Starting)> start) {
  const service::Snapshot &snapshot = *starting.target.snapshot;
  if (state.code.isReady(snapshot))
    return start(std::move(starting));
  state.compilers.post(
      [starting = std::move(starting), reply = std::move(reply), start = std::move(start)] {
        try {
          start(starting);
        } catch (const Refusal &refusal) {
          reply(refusal.error);
        }
      });
}

/// The answer to a refused input.
Error refusedInput(const Outcome &refusal) {
  if (refusal.error == "States.Runtime")
    return {"InvalidExecutionInput", refusal.cause.value_or("")};
  return {"InvalidExecutionInput",
          "Invalid State Machine Execution Input: '" + refusal.cause.value_or("") + "'"};
}

Json startedAnswer(const std::string &arn, int64_t startMs) {
  return {{"executionArn", arn}, {"startDate", timeOf(startMs)}};
}

/// What the caller of StartExecution gets.
Answer answerOf(const State &state, const Launched &launched, const std::string &arn) {
  switch (launched.kind) {
  case Launched::Kind::Started:
    return startedAnswer(arn, launched.startMs);
  case Launched::Kind::Found:
    if (std::optional<FoundExecution> found = find(state, launched.execution))
      return startedAnswer(arn, found->execution.start.startMs);
    break;
  case Launched::Kind::Taken:
    return Error{"ExecutionAlreadyExists", "Execution Already Exists: '" + arn + "'"};
  case Launched::Kind::Refused:
    return refusedInput(launched.refusal);
  case Launched::Kind::Failed:
    break;
  }
  return Error{"InternalFailure", launched.problem, 500};
}

} // namespace

void startExecution(State &state, Call call) {
  Starting starting = startingIn(state, call);
  std::string arn = arnOf(starting);
  std::function<void(Answer)> reply = std::move(call.reply);
  if (starting.target.machine->express) {
    checkInput(starting.input);
    return startCompiled(state, std::move(starting), reply, [&state, arn, reply](Starting ready) {
      startExpress(state, std::move(ready), false);
      reply(startedAnswer(arn, nowMs()));
    });
  }
  if (starting.input.empty())
    checkInput(starting.input);
  auto launched = [&state, arn = std::move(arn), reply](const Launched &made) {
    if (made.kind != Launched::Kind::Found)
      return reply(answerOf(state, made, arn));
    // The journal may not be read on the thread that calls this.
    state.background.post([&state, made, arn, reply] {
      try {
        reply(answerOf(state, made, arn));
      } catch (const Refusal &refusal) {
        reply(refusal.error);
      }
    });
  };
  startCompiled(state, std::move(starting), reply,
                [&state, launched = std::move(launched)](Starting ready) {
                  launch(state, std::move(ready), launched);
                });
}

namespace {

/// Memory in steps of 64 MB, durations in steps of 100 ms.
Json billing(int64_t durationMs) {
  int64_t billed = std::max<int64_t>((durationMs + 99) / 100 * 100, 100);
  return {{"billedMemoryUsedInMB", 64}, {"billedDurationInMilliseconds", billed}};
}

} // namespace

void startSyncExecution(State &state, Call call) {
  Starting starting = startingIn(state, call);
  if (!starting.target.machine->express)
    refuse("StateMachineTypeNotSupported",
           "This operation is not supported by this type of state machine");
  checkInput(starting.input);
  bool hasData = textOf(call.request, "includedData") != "METADATA_ONLY";
  auto answer = std::make_shared<Json>(Json{{"stateMachineArn", starting.target.machine->arn},
                                            {"name", starting.name},
                                            {"inputDetails", {{"included", hasData}}},
                                            {"outputDetails", {{"included", hasData}}}});
  if (hasData)
    (*answer)["input"] = starting.input;
  setText(*answer, "traceHeader", starting.trace);
  int64_t startMs = nowMs();
  (*answer)["startDate"] = timeOf(startMs);
  (*answer)["executionArn"] = arnOf(starting);
  std::function<void(Answer)> reply = std::move(call.reply);
  starting.ended = [answer, startMs, hasData, reply](const Outcome &outcome) {
    int64_t stopMs = nowMs();
    (*answer)["stopDate"] = timeOf(stopMs);
    (*answer)["status"] = statusName(outcome.status);
    (*answer)["billingDetails"] = billing(stopMs - startMs);
    if (outcome.status == Status::Succeeded && hasData)
      (*answer)["output"] = outcome.output;
    if (outcome.error)
      (*answer)["error"] = *outcome.error;
    if (outcome.cause)
      (*answer)["cause"] = *outcome.cause;
    reply(std::move(*answer));
  };
  startCompiled(state, std::move(starting), std::move(reply),
                [&state](Starting ready) { startExpress(state, std::move(ready), true); });
}

} // namespace asl::api
