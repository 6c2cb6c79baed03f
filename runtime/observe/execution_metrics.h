// CloudWatch's metrics of executions and tasks, computed from their events.
#pragma once

#include "runtime/observe/hub.h"
#include "runtime/observe/metrics.h"

namespace asl::observe {

/// Metrics with CloudWatch's names in the spelling of Prometheus (docs/observability.md). Counts
/// from the start of the process.
class ExecutionMetrics final : public Consumer {
public:
  /// `metrics` must outlive it.
  explicit ExecutionMetrics(Metrics &metrics);

  Wanted wants(const Subject &, EventType) const override { return Wanted::Facts; }
  void take(const Observed &of, const Event &event, const Step &step) override;

  void goesOn(const Subject &subject) override;
  /// Counts a start that was refused because too many executions run. May be called from any
  /// thread.
  void throttled(const std::string &machineArn);

private:
  /// Those of one kind of task: `activities`, `lambda_functions`, `service_integrations`.
  struct TaskFamilies {
    TaskFamilies(Metrics &metrics, const std::string &plural, const std::string &singular,
                 const std::string &what, const std::string &label);
    Family<Counter> &scheduled, &started, &succeeded, &failed, &timedOut, &heartbeatTimedOut;
    Family<Histogram> &scheduleTime, &runTime, &time;
  };
  TaskFamilies &familiesOf(OpenTask::Kind kind);
  void takeEnd(const Observed &of, const Event &event, const Labels &labels);
  void takeTask(const Event &event, const Step &step);
  void takeMapRun(const Event &event, const Labels &labels);

  Family<Counter> &started_, &succeeded_, &failed_, &timedOut_, &aborted_, &redriven_, &throttled_;
  Family<Histogram> &time_;
  Family<Gauge> &open_, &openMapRuns_;
  Family<Counter> &mapRunsStarted_, &mapRunsSucceeded_, &mapRunsFailed_, &mapRunsAborted_;
  Family<SecondsCounter> &billedDuration_;
  Family<Counter> &billedMemory_;
  TaskFamilies activities_, lambdas_, services_;
};

} // namespace asl::observe
