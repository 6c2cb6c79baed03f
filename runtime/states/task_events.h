// The events of one attempt of a Task. The resource decides their family: Task...,
// LambdaFunction... or Activity...
#pragma once

#include "asl/engine/task_executor.h"
#include "runtime/exec/frame.h"
#include "runtime/history/writer.h"

#include <optional>
#include <string>

namespace asl::states {

using namespace exec;

/// Each call counts an event, writes it when the execution has a history sink, and makes it the
/// last of its flow's chain.
class TaskEvents {
public:
  TaskEvents(Frame &frame, const task::Resource &resource) : frame_(frame), resource_(resource) {}

  void scheduled(const history::Scheduling &scheduling);
  void started(const std::optional<std::string> &workerName);
  void submitted(Value output);
  void succeeded(Value output);
  void failed(task::FailedAt at, const history::Failure &failure);
  void timedOut();

private:
  /// Counts an event. Returns null when the execution has no history sink.
  history::Writer *next(history::Stamp &stamp);
  bool isService() const { return resource_.kind == task::Resource::Kind::Service; }
  bool isActivity() const { return resource_.kind == task::Resource::Kind::Activity; }
  history::TaskNames names() const { return {resource_.service, resource_.action}; }
  void failure(history::Event event, const history::Failure &failure);

  Frame &frame_;
  const task::Resource &resource_;
};

} // namespace asl::states
