// The executor behind HandlerRegistry.
#pragma once

#include "asl/host/handlers.h"
#include "runtime/exec/blocking_pool.h"
#include "runtime/handlers/call.h"

#include <deque>

namespace asl::handlers {

/// Starts the first handler whose binding matches a task.
class HandlerTable final : public task::TaskExecutor {
public:
  explicit HandlerTable(const HandlerOptions &options);

  void add(std::string pattern, bool function, Call::Body body);
  void otherwise(task::TaskExecutor &executor) { otherwise_ = &executor; }

  /// Blocks until no blocking work of cancelled handlers runs. Such work may use objects of the
  /// program.
  void waitForLeftovers() { open_->waitForLeftovers(); }

  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  void cancel(uint64_t handle) override;
  void leave(uint64_t handle) override;
  std::optional<std::string> unbound(const task::Request &request) override;
  bool mayRepeat(const task::Request &request) override;

private:
  struct Binding {
    std::string pattern;
    bool function; ///< `pattern` is for function names, not for Resources
    Call::Body body;
  };
  const Binding *find(const task::Request &request) const;

  // The pool is destroyed first: its jobs use the other members.
  std::deque<Binding> bindings_;
  task::TaskExecutor *otherwise_ = nullptr;
  std::shared_ptr<CallQueue> queue_;
  std::shared_ptr<OpenCalls> open_ = std::make_shared<OpenCalls>();
  exec::BlockingPool pool_;
};

} // namespace asl::handlers
