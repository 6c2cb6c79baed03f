// The state that all operations share.
#pragma once

#include "asl/engine/engine.h"
#include "runtime/api/compiler.h"
#include "runtime/api/operations/background.h"
#include "runtime/api/operations/open_executions.h"
#include "runtime/api/operations/request.h"
#include "runtime/service/activity_queue.h"
#include "runtime/service/code_cache.h"
#include "runtime/service/registry.h"
#include "runtime/service/service.h"

#include <memory>

namespace asl::api {

class Observing;

/// All that the operations share. Each member may be used from any thread.
struct State {
  journal::Journal &journal;
  Compiler &compiler;
  service::Registry &registry;
  service::CodeCache &code;
  service::ActivityQueue &activities;
  service::Service &service; ///< Standard executions
  Engine &express;           ///< Express executions: nothing is kept of them
  Background &background;
  Observing *observing;       ///< null when executions are not observed
  const OpenExecutions *open; ///< null when there is no limit
  Background &compilers;      ///< for what takes as long as a compilation
};

/// Returns a ticket for a Standard execution that starts, to be held until it ends. Throws
/// ExecutionLimitExceeded.
OpenExecutions::Ticket enter(const State &state, const std::string &prefix);

int64_t nowMs();

// One function for each operation. They throw Refusal.
Json createStateMachine(State &state, const Call &call);
Json describeStateMachine(State &state, const Call &call);
Json updateStateMachine(State &state, const Call &call);
Json deleteStateMachine(State &state, const Call &call);
Json listStateMachines(State &state, const Call &call);
Json describeStateMachineForExecution(State &state, const Call &call);

Json publishStateMachineVersion(State &state, const Call &call);
Json listStateMachineVersions(State &state, const Call &call);
Json deleteStateMachineVersion(State &state, const Call &call);

Json createStateMachineAlias(State &state, const Call &call);
Json describeStateMachineAlias(State &state, const Call &call);
Json updateStateMachineAlias(State &state, const Call &call);
Json listStateMachineAliases(State &state, const Call &call);
Json deleteStateMachineAlias(State &state, const Call &call);

Json tagResource(State &state, const Call &call);
Json untagResource(State &state, const Call &call);
Json listTagsForResource(State &state, const Call &call);

Json createActivity(State &state, const Call &call);
Json describeActivity(State &state, const Call &call);
Json deleteActivity(State &state, const Call &call);
Json listActivities(State &state, const Call &call);

Json describeExecution(State &state, const Call &call);
Json listExecutions(State &state, const Call &call);
/// Not an operation of AWS. Counts how many executions of `stateMachineArn` there are of each
/// status, at most 1,000 of each, and `isMore` when there are more.
Json countExecutions(State &state, const Call &call);
Json getExecutionHistory(State &state, const Call &call);
/// Not an operation of AWS; for pages that follow an execution. Returns the events of
/// `executionArn` whose id is greater than `after`, without payloads, or the events in `ids` with
/// payloads; and `status` and `lastEvent`. Cheap when there are no new events.
Json watchExecution(State &state, const Call &call);
Json redriveExecution(State &state, const Call &call);

Json describeMapRun(State &state, const Call &call);
Json listMapRuns(State &state, const Call &call);

// These answer later.
void startExecution(State &state, Call call);
void startSyncExecution(State &state, Call call);
void stopExecution(State &state, Call call);
void updateMapRun(State &state, Call call);
void getActivityTask(State &state, Call call);
void sendTaskSuccess(State &state, Call call);
void sendTaskFailure(State &state, Call call);
void sendTaskHeartbeat(State &state, Call call);

} // namespace asl::api
