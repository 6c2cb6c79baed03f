// What those who look on get of executions.
#pragma once

#include "runtime/api/operations/executions.h"
#include "runtime/observe/hub.h"
#include "runtime/observe/status_change.h"

#include <map>
#include <memory>
#include <mutex>

namespace asl::api {

/// Gives executions their observers. Any thread.
class Observing {
public:
  /// Both must outlive it. The hub reads stored events from `journal` from now on.
  Observing(observe::Hub &hub, journal::Journal &journal);
  /// The hub does not use the journal any more.
  void stop();

  using Observer = std::shared_ptr<ExecutionObserver>;
  /// Of an execution that starts; null when nobody wants to see it.
  Observer observerOf(const Starting &starting);
  /// Of one that is redriven.
  Observer observerOf(const FoundExecution &found, const service::Snapshot &snapshot);
  /// Of one that goes on after a restart.
  Observer goesOn(const FoundExecution &found, const service::Snapshot &snapshot);

private:
  /// An empty alias: it was not started through one.
  std::shared_ptr<const observe::Machine> machineOf(const service::StateMachine &machine,
                                                    const service::Snapshot &snapshot,
                                                    std::optional<uint64_t> version,
                                                    const std::string &alias);
  observe::Subject subjectOf(const FoundExecution &found, const service::Snapshot &snapshot);

  observe::Hub &hub_;
  std::mutex mutex_; ///< of what follows
  std::map<std::tuple<uint64_t, uint64_t, uint64_t, std::string>,
           std::weak_ptr<const observe::Machine>>
      machines_; ///< by document, revision, version and alias
};

/// See StepFunctions::statusChange. Throws Refusal.
std::optional<observe::StatusChange> statusChangeOf(const State &state, const journal::Record &row);

} // namespace asl::api
