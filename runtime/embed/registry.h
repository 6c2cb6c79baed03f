// The bindings of Tasks, as the scheduler sees them.
#pragma once

#include "asl/host/handlers.h"
#include "runtime/embed/blocking_pool.h"
#include "runtime/embed/call.h"

#include <deque>

namespace asl::embed {

class Registry final : public tasks::Carrier {
public:
  explicit Registry(const TasksOptions &options);

  void add(std::string pattern, bool function, Call::Body body);
  void otherwise(tasks::Carrier &carrier) { otherwise_ = &carrier; }

  /// Waits for handlers that were cancelled in blocking work; it may refer to what the program has.
  void waitForLeftovers() { open_->waitForLeftovers(); }

  uint64_t start(const tasks::Request &request, std::shared_ptr<tasks::Reply> reply) override;
  void cancel(uint64_t handle) override;

private:
  struct Binding {
    std::string pattern;
    bool function; ///< of a Lambda function's name, not of the Resource
    Call::Body body;
  };
  const Binding *find(const tasks::Request &request) const;

  // In this order: what still blocks when the registry dies uses the rest.
  std::deque<Binding> bindings_;
  tasks::Carrier *otherwise_ = nullptr;
  std::shared_ptr<CallQueue> queue_;
  std::shared_ptr<OpenCalls> open_ = std::make_shared<OpenCalls>();
  BlockingPool pool_;
};

} // namespace asl::embed
