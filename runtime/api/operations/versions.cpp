// Versions of machines. See
// https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html.
#include "runtime/api/operations/machines.h"
#include "runtime/support/number_text.h"

namespace asl::api {

using service::Arn;
using service::StateMachine;
using service::Version;

std::string versionArn(const StateMachine &machine, uint64_t number) {
  return machine.arn + ':' + std::to_string(number);
}

void checkVersionQuota(const StateMachine &machine) {
  constexpr size_t kMostVersions = 1000;
  if (machine.versions.size() >= kMostVersions)
    refuse("ServiceQuotaExceededException",
           "The number of versions of a state machine has reached its limit.");
}

uint64_t publish(StateMachine &machine, const std::string &description, bool isUpdate) {
  if (!machine.current->damage.empty())
    failInternally(machine.current->damage);
  for (const auto &[number, version] : machine.versions) {
    bool isDescribed = !isUpdate || description.empty() || description == version.description;
    if (version.snapshot->revision == machine.current->revision && isDescribed)
      return number;
  }
  checkVersionQuota(machine);
  Version &version = machine.versions[++machine.lastVersion];
  version.snapshot = machine.current;
  version.description = description;
  version.createdMs = nowMs();
  return machine.lastVersion;
}

Json publishStateMachineVersion(State &state, const Call &call) {
  auto lock = state.registry.exclusive();
  StateMachine machine = *machineIn(state, call, "stateMachineArn");
  checkNotDeleting(machine);
  const std::string &current = machine.current->revisionId;
  if (auto revision = textIn(call.request, "revisionId"); revision && *revision != current)
    refuse("ConflictException", "Failed to publish the State Machine version for revision " +
                                    *revision + ". The current State Machine revision is " +
                                    (current.empty() ? "INITIAL" : current) + ".");
  uint64_t number = publish(machine, textOf(call.request, "description"));
  Json answer{{"stateMachineVersionArn", versionArn(machine, number)},
              {"creationDate", timeOf(machine.versions.at(number).createdMs)}};
  check(state.registry.put(std::move(machine)));
  return answer;
}

Json listStateMachineVersions(State &state, const Call &call) {
  Machine machine = machineIn(state, call, "stateMachineArn");
  size_t most = pageSize(call.request);
  std::string position = positionOf(call);
  uint64_t before = position.empty() ? ~uint64_t(0) : parseNumber<uint64_t>(position).value_or(0);
  Json list = Json::array();
  Json answer = Json::object();
  uint64_t last = 0;
  for (auto each = machine->versions.rbegin(); each != machine->versions.rend(); ++each) {
    if (each->first >= before)
      continue;
    if (list.size() == most) {
      answer["nextToken"] = pageToken(call, std::to_string(last));
      break;
    }
    last = each->first;
    list.push_back({{"stateMachineVersionArn", versionArn(*machine, last)},
                    {"creationDate", timeOf(each->second.createdMs)}});
  }
  answer["stateMachineVersions"] = std::move(list);
  return answer;
}

namespace {

/// The aliases that lead to a version, as AWS lists them.
std::string aliasesOf(const StateMachine &machine, uint64_t number) {
  std::string names;
  for (const auto &[name, alias] : machine.aliases)
    for (const service::Route &route : alias.routes)
      if (!alias.isDeleted && route.version == number)
        names += (names.empty() ? "" : ", ") + name;
  return names;
}

} // namespace

Json deleteStateMachineVersion(State &state, const Call &call) {
  Arn arn = arnIn(call.request, "stateMachineVersionArn",
                  {Arn::Kind::StateMachine, Arn::Kind::Version, Arn::Kind::Alias});
  if (arn.kind != Arn::Kind::Version)
    refuse("ValidationException", "The state machine version ARN is not valid: " +
                                      textOf(call.request, "stateMachineVersionArn"));
  auto lock = state.registry.exclusive();
  Machine before =
      arn.prefix == prefixOf(call.caller) ? state.registry.machine(arn.machineArn()) : nullptr;
  uint64_t number = parseNumber<uint64_t>(arn.last).value_or(0);
  if (!before || !before->versions.contains(number))
    return Json::object();
  if (std::string names = aliasesOf(*before, number); !names.empty())
    refuse("ConflictException", "Version to be deleted must not be referenced by an alias. "
                                "Current list of aliases referencing this version: [" +
                                    names + "]");
  StateMachine machine = *before;
  machine.versions.erase(number);
  check(state.registry.put(std::move(machine)));
  return Json::object();
}

} // namespace asl::api
