// Log records of executions whose machine asks for them.
#pragma once

#include "runtime/observe/hub.h"
#include "runtime/observe/record_queue.h"

namespace asl::observe {

/// Writes records by the level in each machine's loggingConfiguration; its destinations are
/// ignored.
class LogWriter final : public Consumer {
public:
  explicit LogWriter(std::vector<RecordQueue *> queues) : queues_(std::move(queues)) {}
  Wanted wants(const Subject &subject, EventType type) const override;
  void take(const Observed &of, const Event &event, const Step &step) override;

private:
  const std::vector<RecordQueue *> queues_; ///< not owned
};

} // namespace asl::observe
