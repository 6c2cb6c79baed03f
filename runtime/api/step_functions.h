// The operations of the Step Functions API, over a journal.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/call.h"
#include "runtime/api/compiler.h"
#include "runtime/journal/journal.h"
#include "runtime/observe/hub.h"
#include "runtime/observe/status_change.h"
#include "runtime/support/expected.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace asl::objects {
class ObjectStore;
}

namespace asl::api {

struct ServerOptions {
  journal::Journal *journal = nullptr; ///< not owned; must outlive the operations
  Compiler *compiler = nullptr;        ///< the same
  unsigned shards = 0;                 ///< threads of each engine; 0: one for each core
  /// Replaces Amazon S3, see EngineOptions::objects. Not owned; must outlive the operations.
  objects::ObjectStore *objects = nullptr;
  /// Standard executions of an account and region that may run at one time; 0: any number.
  size_t mostOpenExecutions = 0;
  /// Executions of a shard that stay in memory while they wait, see EngineOptions::mostResident.
  size_t mostResident = 10000;
  /// Called on any thread when the process must not continue, see EngineOptions::journalLost.
  std::function<void(const std::string &why)> journalLost{};
  /// Called on any thread for each execution that does not go on because its record is damaged.
  std::function<void(const std::string &text)> isDamaged{};
  /// Called on any thread when something has failed that no caller waits for, with what and why.
  std::function<void(const std::string &text)> hasFailed{};
  /// Gets the events of all executions. Not owned; must outlive the operations; may be null.
  observe::Hub *hub = nullptr;
};

/// Machines, executions and activities of all accounts and regions, isolated from each other. All
/// members may be called from any thread.
class StepFunctions final : public Operations {
public:
  /// Reads the journal and continues the executions that have not ended. `bindings` carries out
  /// tasks; it may be null.
  static Expected<std::unique_ptr<StepFunctions>>
  open(ServerOptions options, std::shared_ptr<task::TaskExecutor> bindings);
  /// Running Standard executions stay in the journal, and the next process continues them.
  ~StepFunctions() override;

  void call(Call call) override;
  /// Tasks that start from now on are carried out by `bindings`.
  void setBindings(std::shared_ptr<task::TaskExecutor> bindings);
  /// To be called now and then: drops the code of machines that nobody used for ten minutes.
  /// Whether memory can be given back therefore.
  bool rest();
  /// Tells the workers that wait for activity tasks that there is none. From then on no worker
  /// waits or gets a task, and no call waits long for a journal that cannot be written. A server
  /// that ends calls this, so that it need not wait for them.
  void prepareToEnd();
  /// How many executions do not go on because their records are damaged.
  size_t damagedExecutions() const;
  /// Whether `stateMachineArn` of a request names an Express machine.
  bool isAboutExpress(const Call &call) const;
  /// How a row of the journal changed the status of a Standard execution. Returns nullopt when it
  /// did not, or when the execution has been removed.
  Expected<std::optional<observe::StatusChange>> statusChange(const journal::Record &row);

private:
  struct Impl;
  explicit StepFunctions(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

} // namespace asl::api
