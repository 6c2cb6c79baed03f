// Machines as several operations need them.
#pragma once

#include "runtime/api/operations/state.h"

#include <optional>
#include <string>

namespace asl::api {

using Machine = service::Registry::Machine;
using SnapshotPointer = std::shared_ptr<const service::Snapshot>;

[[noreturn]] void refuseMissingMachine(const std::string &arn);
/// The machine of an ARN of the caller. Refuses StateMachineDoesNotExist.
Machine machineOf(const State &state, const Call &call, const service::Arn &arn,
                  const std::string &asGiven);
/// The machine in the member `key`, which must be the ARN of a machine and of no version or alias.
Machine machineIn(const State &state, const Call &call, const char *key);

/// What an ARN of a machine, a version or an alias leads to. An alias chooses one of its versions
/// by their weights.
struct Target {
  Machine machine;
  SnapshotPointer snapshot;
  std::optional<uint64_t> version; ///< by its own ARN or through an alias
  std::optional<std::string> alias;
};
/// Refuses StateMachineDoesNotExist.
Target targetIn(const State &state, const Call &call, const char *key);

/// Publishes the current revision, or finds the version that it has been published as, and returns
/// its number. An update publishes it again when it gives another description. The machine is
/// changed and not stored.
uint64_t publish(service::StateMachine &machine, const std::string &description,
                 bool isUpdate = false);
std::string versionArn(const service::StateMachine &machine, uint64_t number);
std::string aliasArn(const service::StateMachine &machine, const std::string &name);

/// Members that descriptions of machines and of executions' machines share.
void describe(const service::Snapshot &snapshot, const Call &call, Json &to);

} // namespace asl::api
