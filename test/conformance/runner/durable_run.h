// One execution in a journal, on one engine after the other.
#pragma once

#include "test/conformance/runner/run.h"

#include "runtime/journal/journal.h"

#include <atomic>
#include <future>

namespace asl::conformance {

class DurableRun {
public:
  DurableRun(const asl_module &module, const RunOptions &options, EngineOptions engineOptions)
      : module_(module), options_(options), engineOptions_(std::move(engineOptions)) {}

  /// Starts execution `number` in a new engine. Returns at its end with the outcome, or with
  /// nothing when the journal was lost.
  std::optional<Outcome> start(journal::Journal &journal, uint64_t number,
                               const std::string &input);
  /// Goes on with it in a new engine, from what `journal` has.
  std::optional<Outcome> goOn(journal::Journal &journal, uint64_t number);

  /// Whether somebody was told that the execution has started.
  bool wasStarted() const { return wasStarted_; }
  /// The events of an execution, as GetExecutionHistory would return them.
  static Json history(const journal::Journal &journal, uint64_t number);

private:
  EngineOptions begin(journal::Journal &journal);
  /// What ends the wait for an engine: the outcome, or nothing when the process was lost.
  void end(std::optional<Outcome> outcome) {
    if (!hasEnded_.exchange(true))
      ended_.set_value(std::move(outcome));
  }
  std::optional<Outcome> wait() { return ended_.get_future().get(); }
  ExecutionOptions execution() const;

  const asl_module &module_;
  const RunOptions options_;
  const EngineOptions engineOptions_;
  std::promise<std::optional<Outcome>> ended_;
  std::atomic<bool> hasEnded_ = false, wasStarted_ = false;
};

/// Collects the events as GetExecutionHistory would return them.
class Collector : public HistorySink {
public:
  explicit Collector(Json &events) : events_(events) {}
  void append(const HistoryEvent &event) override;

private:
  Json &events_;
};

} // namespace asl::conformance
