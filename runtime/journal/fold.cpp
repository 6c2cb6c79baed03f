// One place where rows become executions, for all implementations.
#include "runtime/journal/fold.h"

#include "runtime/journal/journal.h"

namespace asl::journal {

void fold(Execution &execution, Burst &burst, uint64_t seq) {
  if (burst.start) {
    execution = {};
    execution.start = std::move(*burst.start);
    execution.firstSeq = seq;
  }
  execution.id = burst.execution;
  execution.lastSeq = seq;
  execution.lastEvent = burst.lastEvent;
  execution.dueMs = burst.dueMs;
  execution.sleeps = burst.sleeps;
  if (burst.redrive) {
    execution.redrives = burst.redrive->count;
    execution.redriveMs = burst.redrive->atMs;
    if (burst.redrive->revision != 0)
      execution.start.revision = burst.redrive->revision;
    execution.status = Status::Running;
    execution.stopMs.reset();
    execution.error.reset();
    execution.cause.reset();
  }
  if (burst.end) {
    execution.status = burst.end->status;
    execution.stopMs = burst.end->stopMs;
    execution.error = std::move(burst.end->error);
    execution.cause = std::move(burst.end->cause);
    execution.dueMs.reset();
    execution.sleeps = false;
  }
}

void merge(Execution &execution, const Execution &later) {
  if (later.lastSeq <= execution.lastSeq)
    return;
  execution.status = later.status;
  execution.stopMs = later.stopMs;
  execution.error = later.error;
  execution.cause = later.cause;
  execution.lastSeq = later.lastSeq;
  execution.lastEvent = later.lastEvent;
  execution.dueMs = later.dueMs;
  execution.sleeps = later.sleeps;
  if (later.redriveMs) {
    execution.redrives = later.redrives;
    execution.redriveMs = later.redriveMs;
    if (later.start.revision != 0)
      execution.start.revision = later.start.revision;
  }
}

bool matches(const Execution &execution, const ListFilter &filter) {
  const Start &start = execution.start;
  auto wants = [](const auto &wanted, const auto &value) { return !wanted || wanted == value; };
  return start.mapRun == filter.mapRun && wants(filter.machine, start.machine) &&
         wants(filter.status, execution.status) &&
         (!filter.version || start.version == filter.version) &&
         (!filter.alias || start.alias == filter.alias) &&
         (!filter.startedFromMs || start.startMs >= *filter.startedFromMs) &&
         (!filter.startedToMs || start.startMs < *filter.startedToMs);
}

} // namespace asl::journal
