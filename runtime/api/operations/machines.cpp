// State machines. See
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateStateMachine.html.
#include "runtime/api/operations/machines.h"

#include "runtime/api/operations/deletion.h"
#include "runtime/api/operations/executions.h"
#include "runtime/api/operations/tags.h"
#include "runtime/dom/text.h"
#include "runtime/exec/hash.h"
#include "runtime/exec/numbering.h"
#include "runtime/support/number_text.h"
#include "runtime/support/system_time.h"

#include <algorithm>
#include <chrono>
#include <random>

namespace asl::api {

using service::Arn;
using service::Snapshot;
using service::StateMachine;

int64_t nowMs() { return systemMs(); }

void refuseMissingMachine(const std::string &arn) {
  refuse("StateMachineDoesNotExist", "State Machine Does Not Exist: '" + arn + "'");
}

void checkNotDeleting(const StateMachine &machine) {
  if (machine.isDeleting)
    refuse("StateMachineDeleting", "State Machine Deleting: '" + machine.arn + "'");
}

Machine machineOf(const State &state, const Call &call, const Arn &arn,
                  const std::string &asGiven) {
  bool isOwn = arn.prefix == prefixOf(call.caller) && arn.label.empty();
  Machine machine = isOwn ? state.registry.machine(arn.machineArn()) : nullptr;
  if (!machine)
    refuseMissingMachine(asGiven);
  return machine;
}

Machine machineIn(const State &state, const Call &call, const char *key) {
  Arn arn =
      arnIn(call.request, key, {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  std::string given = textOf(call.request, key);
  if (arn.kind != Arn::Kind::StateMachine)
    refuseMissingMachine(given);
  return machineOf(state, call, arn, given);
}

namespace {

uint64_t chooseVersion(const service::Alias &alias) {
  thread_local std::mt19937 random{std::random_device{}()};
  unsigned draw = std::uniform_int_distribution<unsigned>(0, 99)(random);
  for (const service::Route &route : alias.routes) {
    if (draw < route.weight)
      return route.version;
    draw -= route.weight;
  }
  return alias.routes.back().version;
}

} // namespace

Target targetIn(const State &state, const Call &call, const char *key) {
  Arn arn =
      arnIn(call.request, key, {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  std::string given = textOf(call.request, key);
  Target target;
  target.machine = machineOf(state, call, arn, given);
  target.snapshot = target.machine->current;
  if (arn.kind == Arn::Kind::StateMachine)
    return target;
  if (arn.kind == Arn::Kind::Version) {
    target.version = parseNumber<uint64_t>(arn.last).value_or(0);
  } else {
    auto alias = target.machine->aliases.find(arn.last);
    if (alias == target.machine->aliases.end() || alias->second.isDeleted)
      refuseMissingMachine(given);
    target.alias = arn.last;
    target.version = chooseVersion(alias->second);
  }
  auto version = target.machine->versions.find(*target.version);
  if (version == target.machine->versions.end())
    refuseMissingMachine(given);
  target.snapshot = version->second.snapshot;
  return target;
}

// ---- Configurations ----

namespace {

/// A configuration as text; empty when the request has none.
std::string configurationIn(const Json &request, const char *key) {
  auto found = request.find(key);
  return found == request.end() ? std::string() : found->dump();
}

void checkLogging(const Json &request) {
  auto logging = request.find("loggingConfiguration");
  if (logging == request.end() || textIn(*logging, "level").value_or("OFF") == "OFF")
    return;
  auto list = logging->find("destinations");
  bool isOne = list != logging->end() && list->size() == 1 &&
               list->front().contains("cloudWatchLogsLogGroup") &&
               list->front()["cloudWatchLogsLogGroup"].contains("logGroupArn");
  if (!isOne)
    refuse("InvalidLoggingConfiguration",
           "Invalid Logging Configuration: Must specify exactly one Log Destination.");
}

/// Whether there is such a role is not known.
void checkRole(const Json &request) {
  std::optional<std::string> role = textIn(request, "roleArn");
  if (role && !service::isRoleArn(*role))
    refuse("InvalidArn", "Invalid Role Arn: '" + *role + "'");
}

void checkDescription(const Json &request) {
  if (request.contains("versionDescription") && !flagIn(request, "publish", false))
    refuse("ValidationException", "Version description can only be set when publish is true");
}

/// Checks the definition and sets what is known of it.
void setDefinition(State &state, Snapshot &snapshot, const std::string &definition) {
  Compiler::Verdict verdict = state.compiler.check(definition, snapshot.express);
  if (verdict.refusal)
    throw Refusal{*verdict.refusal};
  snapshot.definition = definition;
  snapshot.variableReferences =
      verdict.variableReferences.is_null() ? "" : asl::dom::write(verdict.variableReferences);
  // Compiled now, so that the first execution need not wait. What this version cannot compile may
  // be stored: its executions are refused.
  snapshot.revision = 0;
  if (Expected<std::shared_ptr<const service::Code>> code = state.code.of(snapshot))
    snapshot.numbering = exec::Numbering((*code)->module()).write();
  // AWS named no default before it had variables and JSONata: its recordings of machines without
  // them show none.
  if (snapshot.encryption.empty() && verdict.isRecent)
    snapshot.encryption = R"({"type":"AWS_OWNED_KEY"})";
}

/// Whether two creations ask for the same: then the second one gives the first answer again. Role
/// and tags do not matter.
bool isSame(const Snapshot &left, const Snapshot &right) {
  return left.definition == right.definition && left.express == right.express &&
         left.logging == right.logging && left.tracing == right.tracing &&
         left.encryption == right.encryption;
}

Json createdAnswer(const StateMachine &machine, std::optional<uint64_t> version) {
  Json answer{{"stateMachineArn", machine.arn}, {"creationDate", timeOf(machine.createdMs)}};
  if (version)
    answer["stateMachineVersionArn"] = versionArn(machine, *version);
  return answer;
}

/// The answer to the same creation again.
Json createdBefore(const StateMachine &machine, const Snapshot &asked, const Call &call) {
  bool isPublished = flagIn(call.request, "publish", false);
  std::optional<uint64_t> version;
  bool isEqual = isSame(*machine.current, asked);
  if (isPublished) {
    auto first = machine.versions.find(1);
    isEqual = isEqual && first != machine.versions.end() &&
              first->second.description == textOf(call.request, "versionDescription");
    version = 1;
  }
  if (!isEqual)
    refuse("StateMachineAlreadyExists", "State Machine Already Exists: '" + machine.arn + "'");
  return createdAnswer(machine, version);
}

} // namespace

Json createStateMachine(State &state, const Call &call) {
  const Json &request = call.request;
  std::string name = textOf(request, "name");
  checkName(name);
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->machine = name;
  snapshot->express = textOf(request, "type") == "EXPRESS";
  snapshot->roleArn = textOf(request, "roleArn");
  snapshot->logging = configurationIn(request, "loggingConfiguration");
  snapshot->tracing = configurationIn(request, "tracingConfiguration");
  snapshot->encryption = configurationIn(request, "encryptionConfiguration");
  checkRole(request);
  setDefinition(state, *snapshot, textOf(request, "definition"));
  checkLogging(request);
  checkEncryption(request);
  checkDescription(request);

  StateMachine machine;
  machine.arn = prefixOf(call.caller) + "stateMachine:" + name;
  auto lock = state.registry.exclusive();
  if (Machine before = state.registry.machine(machine.arn)) {
    checkNotDeleting(*before);
    return createdBefore(*before, *snapshot, call);
  }
  machine.name = name;
  machine.express = snapshot->express;
  machine.createdMs = snapshot->changedMs = nowMs();
  machine.tags = tagsIn(request, {});
  check(state.registry.put(*snapshot));
  machine.current = snapshot;
  std::optional<uint64_t> version;
  if (flagIn(request, "publish", false))
    version = publish(machine, textOf(request, "versionDescription"));
  return createdAnswer(*valueOf(state.registry.put(std::move(machine))), version);
}

namespace {

void setConfiguration(Json &to, const char *key, const std::string &text, Json otherwise) {
  if (!text.empty())
    otherwise.update(asl::dom::parse(text));
  to[key] = std::move(otherwise);
}

} // namespace

void describe(const Snapshot &snapshot, const Call &call, Json &to) {
  if (!snapshot.damage.empty())
    failInternally(snapshot.damage);
  bool hasData = textOf(call.request, "includedData") != "METADATA_ONLY";
  to["name"] = snapshot.machine;
  if (hasData)
    to["definition"] = snapshot.definition;
  to["roleArn"] = snapshot.roleArn;
  setConfiguration(to, "loggingConfiguration", snapshot.logging,
                   {{"level", "OFF"}, {"includeExecutionData", false}});
  setConfiguration(to, "tracingConfiguration", snapshot.tracing, {{"enabled", false}});
  if (!snapshot.encryption.empty())
    to["encryptionConfiguration"] = asl::dom::parse(snapshot.encryption);
  setText(to, "revisionId", snapshot.revisionId);
  if (hasData && !snapshot.variableReferences.empty())
    to["variableReferences"] = asl::dom::parse(snapshot.variableReferences);
}

Json describeStateMachine(State &state, const Call &call) {
  Target target = targetIn(state, call, "stateMachineArn");
  const StateMachine &machine = *target.machine;
  Json answer{{"stateMachineArn", textOf(call.request, "stateMachineArn")},
              {"status", machine.isDeleting ? "DELETING" : "ACTIVE"},
              {"type", machine.express ? "EXPRESS" : "STANDARD"},
              {"creationDate", timeOf(machine.createdMs)}};
  describe(*target.snapshot, call, answer);
  if (target.version) {
    const service::Version &version = machine.versions.at(*target.version);
    answer["stateMachineArn"] = versionArn(machine, *target.version);
    answer["creationDate"] = timeOf(version.createdMs);
    setText(answer, "description", version.description);
  }
  return answer;
}

namespace {

/// What an update begins with: the current snapshot. A new definition can take the place of a
/// damaged one, whose role is not known.
std::shared_ptr<Snapshot> changeable(const StateMachine &machine, const Call &call) {
  auto snapshot = std::make_shared<Snapshot>(*machine.current);
  if (snapshot->damage.empty())
    return snapshot;
  if (!call.request.contains("definition"))
    failInternally(snapshot->damage);
  *snapshot = {};
  snapshot->machine = machine.name;
  snapshot->express = machine.express;
  snapshot->roleArn = "arn:aws:iam::" + call.caller.account + ":role/unknown";
  return snapshot;
}

/// What the request changes. False: nothing.
bool applyUpdate(State &state, Snapshot &snapshot, const Json &request) {
  Snapshot before = snapshot;
  if (auto role = textIn(request, "roleArn"))
    snapshot.roleArn = *role;
  for (auto [key, member] : {std::pair{"loggingConfiguration", &Snapshot::logging},
                             {"tracingConfiguration", &Snapshot::tracing},
                             {"encryptionConfiguration", &Snapshot::encryption}})
    if (request.contains(key))
      snapshot.*member = configurationIn(request, key);
  if (auto definition = textIn(request, "definition"); definition)
    setDefinition(state, snapshot, *definition);
  checkLogging(request);
  // AWS's recordings show all roles under one name, so that an update to another role looks like
  // one to the same role: the first one that names a role makes a revision.
  bool isFirstRole = request.contains("roleArn") && before.revisionId.empty();
  return isFirstRole || snapshot.roleArn != before.roleArn || !isSame(snapshot, before);
}

/// An update that is not stored yet.
struct Update {
  Machine before; ///< what it was made of
  std::shared_ptr<Snapshot> snapshot;
  bool isChanged = false;
};

Update updateIn(State &state, const Call &call) {
  const Json &request = call.request;
  Update update;
  update.before = machineIn(state, call, "stateMachineArn");
  checkNotDeleting(*update.before);
  bool isGiven = false;
  for (const char *key : {"definition", "roleArn", "loggingConfiguration", "tracingConfiguration",
                          "encryptionConfiguration"})
    isGiven = isGiven || request.contains(key);
  if (!isGiven)
    refuse("MissingRequiredParameter",
           "Either the definition, the role ARN, the LoggingConfiguration, or the "
           "TracingConfiguration must be specified");
  checkDescription(request);
  checkRole(request);
  checkEncryption(request);
  update.snapshot = changeable(*update.before, call);
  update.isChanged = applyUpdate(state, *update.snapshot, request);
  return update;
}

/// With the registry's lock.
Json store(State &state, const Update &update, StateMachine machine, const Json &request) {
  bool isPublished = flagIn(request, "publish", false);
  if (update.isChanged && isPublished)
    checkVersionQuota(machine); // before the revision is stored
  int64_t updatedMs = nowMs();
  if (update.isChanged) {
    update.snapshot->revisionId = randomUuid();
    update.snapshot->changedMs = updatedMs;
    check(state.registry.put(*update.snapshot));
    machine.current = update.snapshot;
  }
  Json answer{{"updateDate", timeOf(updatedMs)}};
  setText(answer, "revisionId", machine.current->revisionId);
  if (isPublished)
    answer["stateMachineVersionArn"] = versionArn(
        machine, publish(machine, textOf(request, "versionDescription"), /*isUpdate=*/true));
  if (update.isChanged || isPublished)
    check(state.registry.put(std::move(machine)));
  return answer;
}

} // namespace

Json updateStateMachine(State &state, const Call &call) {
  // It may compile for seconds, and other changes do not wait for that, unless they come too often.
  constexpr int withoutLock = 3;
  for (int round = 0;; ++round) {
    std::unique_lock<std::mutex> lock;
    if (round >= withoutLock)
      lock = state.registry.exclusive();
    Update update = updateIn(state, call);
    if (!lock)
      lock = state.registry.exclusive();
    Machine machine = state.registry.machine(update.before->arn);
    // Otherwise it is made again, of what the machine has become.
    if (machine && !machine->isDeleting && machine->current == update.before->current)
      return store(state, update, *machine, call.request);
  }
}

Json deleteStateMachine(State &state, const Call &call) {
  Arn arn = arnIn(call.request, "stateMachineArn",
                  {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  if (arn.prefix != prefixOf(call.caller) || arn.kind != Arn::Kind::StateMachine)
    return Json::object();
  Machine before;
  {
    auto lock = state.registry.exclusive();
    before = state.registry.machine(arn.machineArn());
    if (!before || before->isDeleting)
      return Json::object();
    StateMachine machine = *before;
    machine.isDeleting = true;
    check(state.registry.put(std::move(machine)));
  }
  deleteWithExecutions(state, before->document);
  return Json::object();
}

Json listStateMachines(State &state, const Call &call) {
  size_t most = pageSize(call.request);
  std::string prefix = prefixOf(call.caller) + "stateMachine:";
  std::vector<Machine> machines = state.registry.machines(prefix, positionOf(call), most + 1);
  Json list = Json::array();
  for (size_t i = 0; i < std::min(most, machines.size()); ++i)
    list.push_back({{"stateMachineArn", machines[i]->arn},
                    {"name", machines[i]->name},
                    {"type", machines[i]->express ? "EXPRESS" : "STANDARD"},
                    {"creationDate", timeOf(machines[i]->createdMs)}});
  Json answer{{"stateMachines", std::move(list)}};
  if (machines.size() > most)
    answer["nextToken"] = pageToken(call, machines[most - 1]->arn);
  return answer;
}

} // namespace asl::api
