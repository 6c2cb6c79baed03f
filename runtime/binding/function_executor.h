// An executor whose tasks are C++ functions of the same process.
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/value/heap.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace asl::binding {

using namespace task;

/// Answers tasks by calling functions, immediately and on the shard's thread. A function gets the
/// request as a value of the execution's heap and returns the result as such a value, so that
/// nothing is converted to text and back. To fail the task it returns an ASL_ERROR value made by
/// Heap::error.
class FunctionExecutor : public TaskExecutor {
public:
  using Function = std::function<Value(Heap &heap, Value request)>;

  /// Binds tasks whose Resource, as written or as `service:action`, matches `pattern` (see
  /// pattern.h). The first function that matches is called. Must not be called after the first task
  /// has started.
  void add(std::string pattern, Function function);

  uint64_t start(const Request &request, std::shared_ptr<Reply> reply) override;
  void cancel(uint64_t handle) override;

private:
  std::vector<std::pair<std::string, Function>> functions_;
};

} // namespace asl::binding
