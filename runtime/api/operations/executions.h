// Executions as several operations need them.
#pragma once

#include "runtime/api/operations/machines.h"

#include <functional>
#include <string>

namespace asl::api {

/// An execution named by an ARN, and its machine.
struct FoundExecution {
  Machine machine;
  journal::Execution execution;
  std::string mapRun{}; ///< ARN of the map run whose child it is; else empty
};
/// Refuses ExecutionDoesNotExist, and ARNs of Express executions.
FoundExecution executionIn(const State &state, const Call &call, const char *key);
/// Returns nullopt when there is no such execution.
std::optional<FoundExecution> find(const State &state, const service::Arn &arn);
std::optional<FoundExecution> find(const State &state, uint64_t execution);

std::string executionArn(const FoundExecution &found);
std::string_view statusOf(journal::Status status);
/// The name of the alias that it was started through.
std::optional<std::string> aliasOf(const FoundExecution &found);
/// Members of descriptions and of lists.
Json entryOf(const FoundExecution &found);
/// ListExecutions of a map run; of one status when it is given.
Json listChildren(const State &state, const Call &call, std::optional<journal::Status> status);
/// What DescribeExecution answers; without its payloads when `hasData` is false.
Json descriptionOf(const State &state, const FoundExecution &found, bool hasData);

/// An execution to be started, for a client or for another execution.
struct Starting {
  Target target;
  std::string machineArn; ///< of `target`, as it was given
  std::string prefix;     ///< of ARNs
  std::string name;
  bool isNameNew = false;  ///< see Service::Launch
  std::string expressId{}; ///< the UUID at the end of an Express ARN; else empty
  std::string input;       ///< JSON text
  std::string trace{};     ///< the X-Ray header; empty when there is none
  std::optional<uint64_t> parent{};
  std::optional<uint32_t> parentEvent{};        ///< of the parent's task
  std::function<void(const Outcome &)> ended{}; ///< may be empty
  std::function<bool()> isCancelled{};          ///< whether nobody wants it any more; may be empty
};
std::string arnOf(const Starting &starting);
/// Whether a machine is being deleted, or has been by now.
bool isDeleted(const State &state, uint64_t machine);
/// Refuses StateMachineDeleting when the machine is being deleted, or has been since `starting` was
/// made.
void checkActive(const State &state, const Starting &starting);

/// Starts a Standard execution and calls `done` with the outcome of the start, on any thread.
/// Compiles the machine if it is not loaded. Throws Refusal when that fails, and when the machine
/// has been deleted or the start cancelled meanwhile.
void launch(State &state, Starting starting,
            std::function<void(const service::Service::Launched &)> done);
/// Starts an Express execution, whose input has been checked. Throws as `launch` does.
void startExpress(State &state, Starting starting, bool isSynchronous);
/// Throws InvalidExecutionInput when `input` is not JSON.
void checkInput(const std::string &input);

} // namespace asl::api
