// Which part of the server carries out a task: the bindings, the activities or the service itself.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/api/operations/nested.h"
#include "runtime/api/operations/sdk_tasks.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace asl::api {

/// Tasks with a binding are carried out by it. Others are activities, which wait for a worker, or
/// nested executions, which start here, or calls of the service's own API. Of what is left,
/// `.waitForTaskToken` waits for an answer to its token, although the request went nowhere; others
/// fail as an unreachable service fails at AWS. Any thread; nothing blocks.
class TaskRouter final : public task::TaskExecutor {
public:
  /// Sets the executor of tasks that start from now on; running tasks keep theirs. May be called
  /// again when a binding file has changed.
  void setBindings(std::shared_ptr<task::TaskExecutor> bindings);
  /// Must be called before the first task starts. `operations` carry out tasks that call the
  /// service's own API. With null, no task starts any more.
  void setState(State *state, Operations *operations);

  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  std::optional<std::string> unbound(const task::Request &request) override;
  bool mayRepeat(const task::Request &request) override;
  void cancel(uint64_t handle) override;
  void leave(uint64_t handle) override;

private:
  std::shared_ptr<task::TaskExecutor> bindingsOf(uint64_t inner) const;
  task::TaskExecutor *bindings(uint64_t &generation) const;

  State *state_ = nullptr;
  std::unique_ptr<NestedExecutions> nested_;
  std::unique_ptr<SdkTasks> sdk_;
  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<task::TaskExecutor>> bindings_; ///< by generation, the newest last
};

} // namespace asl::api
