// The bindings of HandlerRegistry, as the scheduler sees them.
#pragma once

#include "asl/host/handlers.h"
#include "runtime/handlers/blocking_pool.h"
#include "runtime/handlers/call.h"

#include <deque>

namespace asl::handlers {

class HandlerTable final : public task::TaskExecutor {
public:
  explicit HandlerTable(const HandlerOptions &options);

  void add(std::string pattern, bool function, Call::Body body);
  void otherwise(task::TaskExecutor &executor) { otherwise_ = &executor; }

  /// Waits for handlers that were cancelled in blocking work; it may refer to what the program has.
  void waitForLeftovers() { open_->waitForLeftovers(); }

  uint64_t start(const task::Request &request, std::shared_ptr<task::Reply> reply) override;
  void cancel(uint64_t handle) override;

private:
  struct Binding {
    std::string pattern;
    bool function; ///< of a Lambda function's name, not of the Resource
    Call::Body body;
  };
  const Binding *find(const task::Request &request) const;

  // In this order: what still blocks when the registry dies uses the rest.
  std::deque<Binding> bindings_;
  task::TaskExecutor *otherwise_ = nullptr;
  std::shared_ptr<CallQueue> queue_;
  std::shared_ptr<OpenCalls> open_ = std::make_shared<OpenCalls>();
  BlockingPool pool_;
};

} // namespace asl::handlers
