// A span for each execution, each state and each task.
#pragma once

#include "runtime/observe/hub.h"
#include "runtime/observe/record_queue.h"
#include "runtime/observe/spans.h"

namespace asl::observe {

/// Adds spans to a queue when they end.
class TraceWriter final : public Consumer {
public:
  /// `queue` is not owned.
  explicit TraceWriter(RecordQueue &queue) : queue_(queue) {}
  Wanted wants(const Subject &, EventType) const override { return Wanted::Facts; }
  void take(const Observed &of, const Event &event, const Step &step) override;

private:
  RecordQueue &queue_;
};

/// The spans that end with an event; none when the header of the execution asks for none.
std::vector<Span> spansOf(const Observed &of, const Event &event, const Step &step);

} // namespace asl::observe
