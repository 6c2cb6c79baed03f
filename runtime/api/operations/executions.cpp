// Finding, describing, listing and stopping executions.
#include "runtime/api/operations/executions.h"

#include "runtime/journal/status_names.h"
#include "runtime/service/outcome.h"
#include "runtime/service/redrive.h"
#include "runtime/support/number_text.h"

#include <array>

namespace asl::api {

using service::Arn;

std::string_view statusOf(journal::Status status) { return journal::statusName(status); }

std::optional<FoundExecution> find(const State &state, uint64_t execution) {
  std::optional<journal::Execution> described = valueOf(state.journal.describe(execution));
  Machine machine = described ? state.registry.machineOf(described->start.machine) : nullptr;
  if (!machine)
    return std::nullopt;
  FoundExecution found{std::move(machine), *std::move(described)};
  if (found.execution.start.mapRun)
    if (auto run = valueOf(state.journal.document(*found.execution.start.mapRun)))
      found.mapRun = run->name;
  return found;
}

std::optional<FoundExecution> find(const State &state, const Arn &arn) {
  // A machine that was made again may have executions of its own and those of the deleted one.
  for (const Machine &machine : state.registry.allOf(arn.machineArn()))
    if (auto number = valueOf(state.journal.find(machine->document, arn.last))) {
      std::optional<FoundExecution> found = find(state, *number);
      bool isMeant = found && service::parseArn(executionArn(*found))->label == arn.label;
      if (isMeant)
        return found;
    }
  return std::nullopt;
}

FoundExecution executionIn(const State &state, const Call &call, const char *key) {
  Arn arn = arnIn(call.request, key, {Arn::Kind::Execution});
  std::optional<FoundExecution> found;
  if (arn.prefix == prefixOf(call.caller))
    found = find(state, arn);
  if (!found)
    refuse("ExecutionDoesNotExist",
           "Execution Does Not Exist: '" + textOf(call.request, key) + "'");
  return *std::move(found);
}

std::string executionArn(const FoundExecution &found) {
  Arn arn = *service::parseArn(found.mapRun.empty() ? found.machine->arn : found.mapRun);
  std::string label = arn.label.empty() ? "" : '/' + arn.label;
  return arn.prefix + "execution:" + found.machine->name + label + ':' + found.execution.start.name;
}

std::optional<std::string> aliasOf(const FoundExecution &found) {
  for (const auto &[name, alias] : found.machine->aliases)
    if (found.execution.start.alias && alias.document == *found.execution.start.alias)
      return name;
  return std::nullopt;
}

Json entryOf(const FoundExecution &found) {
  const journal::Execution &execution = found.execution;
  const journal::Start &start = execution.start;
  Json entry{{"executionArn", executionArn(found)},
             {"stateMachineArn", found.machine->arn},
             {"name", start.name},
             {"status", statusOf(execution.status)},
             {"startDate", timeOf(start.startMs)},
             {"redriveCount", execution.redrives}};
  if (execution.stopMs)
    entry["stopDate"] = timeOf(*execution.stopMs);
  if (execution.redriveMs)
    entry["redriveDate"] = timeOf(*execution.redriveMs);
  if (start.version)
    entry["stateMachineVersionArn"] = versionArn(*found.machine, *start.version);
  if (std::optional<std::string> alias = aliasOf(found))
    entry["stateMachineAliasArn"] = aliasArn(*found.machine, *alias);
  return entry;
}

namespace {

void setRedriveStatus(const State &state, const FoundExecution &found, Json &to) {
  using service::RedriveStatus;
  RedriveStatus status = service::redriveStatusOf(state.journal, found.execution, nowMs());
  bool isDeleting = found.machine->isDeleting || found.machine->isDeleted;
  if (status.kind == RedriveStatus::Kind::Redrivable && isDeleting)
    status = {RedriveStatus::Kind::NotRedrivable, "State machine is in DELETING status"};
  to["redriveStatus"] = service::redriveStatusName(status.kind);
  setText(to, "redriveStatusReason", status.reason);
}

/// A payload, unless it was not asked for or cannot be read: no payload is an empty text.
void setData(Json &to, const std::string &key, const std::string &text) {
  to[key + "Details"] = {{"included", !text.empty()}};
  setText(to, key.c_str(), text);
}

/// A damaged execution keeps its status, and has an error that no end has. `damage` is what reading
/// its history has met; empty: nothing.
void setDamage(const State &state, const journal::Execution &execution, std::string damage,
               Json &to) {
  if (std::optional<std::string> known = state.service.damageOf(execution.id))
    damage = *std::move(known);
  if (damage.empty() || execution.error || execution.cause)
    return;
  to["error"] = service::damageError;
  to["cause"] = damage;
}

} // namespace

Json descriptionOf(const State &state, const FoundExecution &found, bool hasData) {
  Json answer = entryOf(found);
  setText(answer, "mapRunArn", found.mapRun);
  setText(answer, "traceHeader", found.execution.start.trace);
  setRedriveStatus(state, found, answer);
  std::string damage;
  std::string input, output;
  if (hasData)
    input = valueOf(service::inputOf(state.journal, found.execution.id, &damage));
  setData(answer, "input", input);
  if (found.execution.status == journal::Status::Succeeded) {
    if (hasData)
      output = valueOf(service::outcomeOf(state.journal, found.execution, &damage)).output;
    setData(answer, "output", output);
  }
  if (found.execution.error)
    answer["error"] = *found.execution.error;
  if (found.execution.cause)
    answer["cause"] = *found.execution.cause;
  setDamage(state, found.execution, std::move(damage), answer);
  return answer;
}

Json describeExecution(State &state, const Call &call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  return descriptionOf(state, found, textOf(call.request, "includedData") != "METADATA_ONLY");
}

Json describeStateMachineForExecution(State &state, const Call &call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  SnapshotPointer snapshot = valueOf(state.registry.snapshot(found.execution.start.revision));
  Json answer{{"stateMachineArn", found.machine->arn}, {"updateDate", timeOf(snapshot->changedMs)}};
  describe(*snapshot, call, answer);
  if (!found.mapRun.empty()) {
    answer["mapRunArn"] = found.mapRun;
    answer["label"] = service::parseArn(found.mapRun)->label;
  }
  return answer;
}

// ---- Lists ----

namespace {

/// Which executions a call asks for.
struct Wanted {
  Machine machine;
  journal::ListFilter filter;
};

Wanted wantedIn(const State &state, const Call &call) {
  Arn arn = arnIn(call.request, "stateMachineArn",
                  {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  std::string given = textOf(call.request, "stateMachineArn");
  Wanted wanted;
  wanted.machine = machineOf(state, call, arn, given);
  if (wanted.machine->express)
    refuse("StateMachineTypeNotSupported",
           "This operation is not supported by this type of state machine");
  wanted.filter.machine = wanted.machine->document;
  if (arn.kind == Arn::Kind::Version)
    wanted.filter.version = parseNumber<uint64_t>(arn.last).value_or(0);
  if (arn.kind == Arn::Kind::Alias) {
    auto alias = wanted.machine->aliases.find(arn.last);
    if (alias == wanted.machine->aliases.end() || alias->second.isDeleted)
      refuseMissingMachine(given);
    wanted.filter.alias = alias->second.document;
  }
  return wanted;
}

std::optional<journal::Status> statusIn(const Json &request) {
  std::string name = textOf(request, "statusFilter");
  for (size_t i = 0; i < journal::statusNames.size(); ++i)
    if (journal::statusNames[i] == name)
      return static_cast<journal::Status>(i);
  return std::nullopt;
}

} // namespace

Json listExecutions(State &state, const Call &call) {
  bool isOfMapRun = call.request.contains("mapRunArn");
  if (isOfMapRun == call.request.contains("stateMachineArn"))
    refuse("ValidationException", "Must specify either a state machine ARN or a Map Run ARN");
  if (isOfMapRun)
    return listChildren(state, call, statusIn(call.request));
  if (call.request.contains("redriveFilter"))
    refuse("ValidationException", "A redrive filter can only be used with a Map Run ARN");
  Wanted wanted = wantedIn(state, call);
  wanted.filter.status = statusIn(call.request);
  journal::Page<journal::Execution> page = valueOf(state.journal.list(
      wanted.filter, positionOf(call), static_cast<unsigned>(pageSize(call.request))));
  Json list = Json::array();
  for (journal::Execution &execution : page.items)
    list.push_back(entryOf({wanted.machine, std::move(execution)}));
  Json answer{{"executions", std::move(list)}};
  if (!page.next.empty())
    answer["nextToken"] = pageToken(call, page.next);
  return answer;
}

Json countExecutions(State &state, const Call &call) {
  constexpr unsigned most = 1000;
  Wanted wanted = wantedIn(state, call);
  Json counts = Json::object();
  for (size_t i = 0; i < journal::statusNames.size(); ++i) {
    wanted.filter.status = static_cast<journal::Status>(i);
    auto page = valueOf(state.journal.list(wanted.filter, "", most));
    counts[std::string(journal::statusNames[i])] = {{"count", page.items.size()},
                                                    {"isMore", !page.next.empty()}};
  }
  return {{"counts", std::move(counts)}};
}

// ---- Ends ----

namespace {

void answerStopped(const State &state, uint64_t execution,
                   const std::function<void(Answer)> &reply) {
  try {
    std::optional<journal::Execution> ended = valueOf(state.journal.describe(execution));
    reply(Json{{"stopDate", timeOf(ended && ended->stopMs ? *ended->stopMs : nowMs())}});
  } catch (const Refusal &refusal) {
    reply(refusal.error);
  }
}

} // namespace

void stopExecution(State &state, Call call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  uint64_t execution = found.execution.id;
  if (found.execution.status != journal::Status::Running)
    return answerStopped(state, execution, call.reply);
  // Nobody waits here: when the journal is lost, the engine drops the callback, and with it the
  // call.
  state.service.abort(execution, textIn(call.request, "error"), textIn(call.request, "cause"),
                      [&state, execution, reply = call.reply](bool) {
                        state.background.post(
                            [&state, execution, reply] { answerStopped(state, execution, reply); });
                      });
}

} // namespace asl::api
