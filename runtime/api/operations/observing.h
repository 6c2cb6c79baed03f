// Observers of executions, for logs, traces, metrics and streams.
#pragma once

#include "runtime/api/operations/executions.h"
#include "runtime/observe/hub.h"
#include "runtime/observe/status_change.h"

#include <map>
#include <memory>
#include <mutex>

namespace asl::api {

/// Makes the observers of executions. All members may be called from any thread.
class Observing {
public:
  /// Both arguments must outlive this object. From now on the hub reads stored events from
  /// `journal`.
  Observing(observe::Hub &hub, journal::Journal &journal);
  /// The hub does not use the journal any more.
  void stop();

  using Observer = std::shared_ptr<ExecutionObserver>;
  /// For an execution that starts; null when no consumer wants its events.
  Observer observerOf(const Starting &starting);
  /// For an execution that is redriven.
  Observer observerOf(const FoundExecution &found, const service::Snapshot &snapshot);
  /// For an execution that continues after a restart of the process. Call the function when it
  /// continues: it tells the consumers.
  std::pair<Observer, std::function<void()>> goesOn(const FoundExecution &found,
                                                    const service::Snapshot &snapshot);

private:
  /// `alias` is empty when the execution was not started through one.
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
