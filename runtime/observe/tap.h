// The observer of one execution. Passes its events to the hub; for a durable execution, once they
// are durable.
#pragma once

#include "runtime/observe/hub.h"

namespace asl::observe {

/// Owned by its execution. While no consumer wants events it needs a few bytes, and one call of
/// Hub::wanted for each event.
class Tap final : public ExecutionObserver {
public:
  /// `hub` must outlive it.
  Tap(Hub &hub, Subject subject) : hub_(hub), subject_(std::move(subject)) {}

  void append(const HistoryEvent &event) override;
  std::function<void()> handIn() override;
  std::string traceHeader() const override;
  /// Until a consumer wants an event.
  bool mayBeReplaced() const override { return !observed_ && waiting_.empty(); }
  std::shared_ptr<ExecutionObserver> child(std::string_view executionArn,
                                           std::string_view mapRunArn, bool express) override;

private:
  Hub &hub_;
  Subject subject_;
  std::shared_ptr<Observed> observed_; ///< made for the first event that is wanted
  std::vector<Event> waiting_;         ///< until they are durable
};

} // namespace asl::observe
