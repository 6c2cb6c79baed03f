// From events on a shard's thread to copies in the hub.
#include "runtime/observe/tap.h"

#include "runtime/observe/trace_context.h"

#include <utility>

namespace asl::observe {

void Tap::append(const HistoryEvent &event) {
  Wanted wanted = hub_.wanted(subject_, event.type);
  if (wanted == Wanted::Nothing)
    return;
  if (!observed_)
    observed_ = std::make_shared<Observed>(subject_);
  waiting_.push_back(copyOf(event, wanted));
  // Nothing keeps an Express execution: its events are as good as durable.
  if (subject_.express)
    hub_.post(observed_, std::exchange(waiting_, {}));
}

std::function<void()> Tap::handIn() {
  if (waiting_.empty())
    return {};
  auto events = std::make_shared<std::vector<Event>>(std::exchange(waiting_, {}));
  return [&hub = hub_, of = observed_, events] { hub.post(of, std::move(*events)); };
}

std::string Tap::traceHeader() const {
  // Without spans of ours, what the tasks call is a child of whoever started the execution.
  return hub_.needsTraces() ? headerForChild(subject_.trace, subject_.arn)
                            : task::xrayHeader(task::readTraceHeader(subject_.trace));
}

std::shared_ptr<ExecutionObserver> Tap::child(std::string_view executionArn,
                                              std::string_view mapRunArn, bool express) {
  Subject subject;
  subject.machine = subject_.machine;
  subject.arn = executionArn;
  subject.mapRunArn = mapRunArn;
  subject.trace = traceHeader();
  subject.express = express;
  subject.isResumed = subject_.isResumed;
  return std::make_shared<Tap>(hub_, std::move(subject));
}

} // namespace asl::observe
