// Machines as several operations need them.
#pragma once

#include "runtime/api/operations/state.h"

#include <optional>
#include <string>

namespace asl::api {

using Machine = service::Registry::Machine;
using SnapshotPointer = std::shared_ptr<const service::Snapshot>;

[[noreturn]] void refuseMissingMachine(const std::string &arn);
/// Refuses StateMachineDeleting when the machine is being deleted.
void checkNotDeleting(const service::StateMachine &machine);
/// The machine of an ARN of the caller. Refuses StateMachineDoesNotExist.
Machine machineOf(const State &state, const Call &call, const service::Arn &arn,
                  const std::string &asGiven);
/// The machine in the member `key`, which must be the ARN of a machine and of no version or alias.
Machine machineIn(const State &state, const Call &call, const char *key);

/// The revision that an ARN of a machine, a version or an alias names. An alias chooses one of its
/// versions by their weights.
struct Target {
  Machine machine;
  SnapshotPointer snapshot;
  std::optional<uint64_t> version; ///< by its own ARN or through an alias
  std::optional<std::string> alias;
};
/// Refuses StateMachineDoesNotExist.
Target targetIn(const State &state, const Call &call, const char *key);

/// Refuses ServiceQuotaExceededException when the machine can have no further version.
void checkVersionQuota(const service::StateMachine &machine);
/// Publishes the current revision, unless it is published already, and returns the number of the
/// version. An update with another description publishes the revision again. Changes `machine` but
/// does not store it. Refuses as `checkVersionQuota` does.
uint64_t publish(service::StateMachine &machine, const std::string &description,
                 bool isUpdate = false);
std::string versionArn(const service::StateMachine &machine, uint64_t number);
std::string aliasArn(const service::StateMachine &machine, const std::string &name);

/// Members that descriptions of machines and of executions' machines share.
void describe(const service::Snapshot &snapshot, const Call &call, Json &to);

} // namespace asl::api
