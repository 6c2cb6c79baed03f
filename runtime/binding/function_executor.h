// A executor whose tasks are C++ functions of the same process.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/value/heap.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace asl::binding {

using namespace task;

/// Answers tasks by calling functions, at once and on the shard's thread. The functions get the
/// request as a value of the execution's heap and give the result as one (so that nothing is
/// written or read as text), or an ASL_ERROR value, as Heap::error makes it, to fail the task.
class FunctionExecutor : public TaskExecutor {
public:
  using Function = std::function<Value(Heap &heap, Value request)>;

  /// Binds tasks whose Resource, as written or as `service:action`, matches `pattern` (see
  /// pattern.h). The first that matches is taken. Before the first task starts.
  void add(std::string pattern, Function function);

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override;
  void cancel(uint64_t handle) override;

private:
  std::vector<std::pair<std::string, Function>> functions_;
};

} // namespace asl::binding
