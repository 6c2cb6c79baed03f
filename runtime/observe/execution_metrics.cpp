// Which event counts where.
#include "runtime/observe/execution_metrics.h"

#include "runtime/service/arn.h"

namespace asl::observe {

namespace {

const Labels ofMachine = {"state_machine", "account", "region", "version", "alias"};

Labels labelsOf(const Machine &machine) {
  return {machine.name, machine.account, machine.region, machine.version, machine.alias};
}

/// Express executions are billed in steps of 100 ms, and 64 MB.
constexpr int64_t billedStepMs = 100;
constexpr uint64_t billedBytes = uint64_t(64) << 20;

/// The label of a task's resource: integrations of AWS have an ARN in CloudWatch as well.
std::string resourceOf(const OpenTask &task) {
  return task.kind == OpenTask::Kind::Service
             ? "arn:aws:states:::" + task.resourceType + ':' + task.resource
             : task.resource;
}

} // namespace

ExecutionMetrics::TaskFamilies::TaskFamilies(Metrics &metrics, const std::string &plural,
                                             const std::string &singular, const std::string &what,
                                             const std::string &label)
    : scheduled(metrics.counter("aslc_" + plural + "_scheduled_total",
                                what + " that were scheduled.", {label})),
      started(metrics.counter("aslc_" + plural + "_started_total", what + " that were started.",
                              {label})),
      succeeded(metrics.counter("aslc_" + plural + "_succeeded_total", what + " that succeeded.",
                                {label})),
      failed(metrics.counter("aslc_" + plural + "_failed_total", what + " that failed.", {label})),
      timedOut(metrics.counter("aslc_" + plural + "_timed_out_total", what + " that timed out.",
                               {label})),
      heartbeatTimedOut(metrics.counter("aslc_" + plural + "_heartbeat_timed_out_total",
                                        what + " whose heartbeat was late.", {label})),
      scheduleTime(metrics.histogram("aslc_" + singular + "_schedule_time_seconds",
                                     "From the scheduling to the start.", {label})),
      runTime(metrics.histogram("aslc_" + singular + "_run_time_seconds",
                                "From the start to the end.", {label})),
      time(metrics.histogram("aslc_" + singular + "_time_seconds",
                             "From the scheduling to the end.", {label})) {}

ExecutionMetrics::ExecutionMetrics(Metrics &metrics)
    : started_(
          metrics.counter("aslc_executions_started_total", "Executions that started.", ofMachine)),
      succeeded_(metrics.counter("aslc_executions_succeeded_total", "Executions that succeeded.",
                                 ofMachine)),
      failed_(
          metrics.counter("aslc_executions_failed_total", "Executions that failed.", ofMachine)),
      timedOut_(metrics.counter("aslc_executions_timed_out_total", "Executions that timed out.",
                                ofMachine)),
      aborted_(metrics.counter("aslc_executions_aborted_total", "Executions that were stopped.",
                               ofMachine)),
      redriven_(
          metrics.counter("aslc_executions_redriven_total", "Redrives of executions.", ofMachine)),
      throttled_(metrics.counter("aslc_execution_throttled_total",
                                 "Starts that were refused because there were too many.",
                                 ofMachine)),
      time_(metrics.histogram("aslc_execution_time_seconds",
                              "From the start, or the last redrive, to the end.", ofMachine)),
      open_(metrics.gauge("aslc_open_executions",
                          "Executions that run; children of map runs are not among them.",
                          ofMachine)),
      openMapRuns_(
          metrics.gauge("aslc_open_map_runs", "Map runs of this process that run.", ofMachine)),
      mapRunsStarted_(
          metrics.counter("aslc_map_runs_started_total", "Map runs that started.", ofMachine)),
      mapRunsSucceeded_(
          metrics.counter("aslc_map_runs_succeeded_total", "Map runs that succeeded.", ofMachine)),
      mapRunsFailed_(
          metrics.counter("aslc_map_runs_failed_total", "Map runs that failed.", ofMachine)),
      mapRunsAborted_(
          metrics.counter("aslc_map_runs_aborted_total", "Map runs that were stopped.", ofMachine)),
      billedDuration_(metrics.seconds("aslc_express_execution_billed_duration_seconds_total",
                                      "Durations of Express executions, in steps of 100 ms.",
                                      ofMachine)),
      billedMemory_(metrics.counter("aslc_express_execution_billed_memory_bytes_total",
                                    "64 MB for each Express execution.", ofMachine)),
      activities_(metrics, "activities", "activity", "Activity tasks", "activity_arn"),
      lambdas_(metrics, "lambda_functions", "lambda_function", "Tasks of Lambda functions",
               "lambda_function_arn"),
      services_(metrics, "service_integrations", "service_integration",
                "Tasks of service integrations", "service_integration_resource_arn") {}

ExecutionMetrics::TaskFamilies &ExecutionMetrics::familiesOf(OpenTask::Kind kind) {
  return kind == OpenTask::Kind::Lambda     ? lambdas_
         : kind == OpenTask::Kind::Activity ? activities_
                                            : services_;
}

void ExecutionMetrics::goesOn(const Subject &subject) {
  open_.at(labelsOf(*subject.machine)).add(1);
}

void ExecutionMetrics::throttled(const std::string &machineArn) {
  Machine machine;
  Expected<service::Arn> arn = service::parseArn(machineArn);
  if (!arn)
    return;
  machine.name = arn->name;
  machine.prefix = arn->prefix;
  machine.readPrefix();
  if (arn->kind == service::Arn::Kind::Version)
    machine.version = arn->last;
  if (arn->kind == service::Arn::Kind::Alias)
    machine.alias = arn->last;
  throttled_.at(labelsOf(machine)).add();
}

void ExecutionMetrics::take(const Observed &of, const Event &event, const Step &step) {
  Labels labels = labelsOf(*of.subject.machine);
  bool isChild = !of.subject.mapRunArn.empty();
  if (event.type == EventType::ExecutionStarted)
    started_.at(labels).add();
  if (event.type == EventType::ExecutionRedriven)
    redriven_.at(labels).add();
  bool begins =
      event.type == EventType::ExecutionStarted || event.type == EventType::ExecutionRedriven;
  if (!isChild && (begins || isEnd(event.type)))
    open_.at(labels).add(begins ? 1 : -1);
  if (isEnd(event.type))
    takeEnd(of, event, labels);
  takeTask(event, step);
  takeMapRun(event, labels);
}

void ExecutionMetrics::takeEnd(const Observed &of, const Event &event, const Labels &labels) {
  Family<Counter> &count = event.type == EventType::ExecutionSucceeded  ? succeeded_
                           : event.type == EventType::ExecutionFailed   ? failed_
                           : event.type == EventType::ExecutionTimedOut ? timedOut_
                                                                        : aborted_;
  count.at(labels).add();
  if (of.startMs == 0)
    return;
  int64_t durationMs = std::max<int64_t>(event.timestampMs - of.startMs, 0);
  time_.at(labels).observe(durationMs);
  if (!of.subject.express)
    return;
  int64_t steps = std::max<int64_t>((durationMs + billedStepMs - 1) / billedStepMs, 1);
  billedDuration_.at(labels).add(steps * billedStepMs);
  billedMemory_.at(labels).add(billedBytes);
}

void ExecutionMetrics::takeTask(const Event &event, const Step &step) {
  if (step.scheduled != nullptr)
    familiesOf(step.scheduled->kind).scheduled.at({resourceOf(*step.scheduled)}).add();
  if (step.started != nullptr) {
    TaskFamilies &families = familiesOf(step.started->kind);
    Labels labels = {resourceOf(*step.started)};
    families.started.at(labels).add();
    families.scheduleTime.at(labels).observe(event.timestampMs - step.started->scheduledMs);
  }
  std::string_view type = typeName(event.type);
  for (const OpenTask &task : step.ended) {
    TaskFamilies &families = familiesOf(task.kind);
    Labels labels = {resourceOf(task)};
    // One whose state or execution was ended before it has no event of its own.
    if (!step.left.empty() || isEnd(event.type))
      continue;
    if (type.ends_with("Succeeded"))
      families.succeeded.at(labels).add();
    else if (!type.ends_with("TimedOut"))
      families.failed.at(labels).add();
    else
      (task.missesHeartbeat(event.timestampMs) ? families.heartbeatTimedOut : families.timedOut)
          .at(labels)
          .add();
    families.time.at(labels).observe(event.timestampMs - task.scheduledMs);
    if (task.startedMs)
      families.runTime.at(labels).observe(event.timestampMs - *task.startedMs);
  }
}

void ExecutionMetrics::takeMapRun(const Event &event, const Labels &labels) {
  switch (event.type) {
  case EventType::MapRunStarted:
    mapRunsStarted_.at(labels).add();
    return openMapRuns_.at(labels).add(1);
  case EventType::MapRunRedriven:
    return openMapRuns_.at(labels).add(1);
  case EventType::MapRunSucceeded:
    mapRunsSucceeded_.at(labels).add();
    return openMapRuns_.at(labels).add(-1);
  case EventType::MapRunFailed:
    mapRunsFailed_.at(labels).add();
    return openMapRuns_.at(labels).add(-1);
  case EventType::MapRunAborted:
    mapRunsAborted_.at(labels).add();
    return openMapRuns_.at(labels).add(-1);
  default:
    return;
  }
}

} // namespace asl::observe
