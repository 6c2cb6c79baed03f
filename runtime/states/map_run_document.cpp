// What a map run says of itself: its document in the journal, and its children in the result.
#include "runtime/exec/arn.h"
#include "runtime/exec/shard.h"
#include "runtime/expr/time.h"
#include "runtime/history/details.h"
#include "runtime/states/map_run.h"

#include <utility>

namespace asl::states {

using namespace exec;

std::string MapRun::childMachineArn() const {
  return stateMachineArn(execution().arnPrefix(),
                         std::string(execution().machineName()) + '/' + label_);
}

/// A child in the form that AWS exports.
std::string MapRun::childRecord(const Ended &child) const {
  history::Details record;
  if (child.cause)
    record.text("Cause", *child.cause);
  if (child.error)
    record.text("Error", *child.error);
  record.text("ExecutionArn", child.arn)
      .text("Input", child.input)
      .json("InputDetails", R"({"Included":true})")
      .text("Name", child.name);
  if (child.output)
    record.text("Output", *child.output).json("OutputDetails", R"({"Included":true})");
  record.number("RedriveCount", child.redrives);
  if (child.output)
    record.text("RedriveStatus", "NOT_REDRIVABLE")
        .text("RedriveStatusReason", "Execution is SUCCEEDED and cannot be redriven");
  else
    record.text("RedriveStatus", "REDRIVABLE_BY_MAP_RUN");
  record.text("StartDate", formatTimestamp(child.startMs))
      .text("StateMachineArn", childMachineArn())
      .text("Status", statusName(child.status))
      .text("StopDate", formatTimestamp(child.stopMs));
  return record.finish();
}

std::string MapRun::childResult(const Ended &child) const {
  return child.output && !keepsRecords() ? *child.output : childRecord(child);
}

/// runtime/service/map_runs reads it.
std::string MapRun::documentBody(Status status) const {
  Count total{laterCount_.executions, itemCount_};
  for (const Count &count : counts_)
    total.executions += count.executions;
  auto counts = [&](uint32_t Count::*member) {
    history::Details part;
    auto of = [&](Status ended) { return counts_[static_cast<size_t>(ended)].*member; };
    part.number("running", of(Status::Running))
        .number("succeeded", of(Status::Succeeded))
        .number("failed", of(Status::Failed))
        .number("timedOut", of(Status::TimedOut))
        .number("aborted", of(Status::Aborted))
        .number("pendingRedrive", laterCount_.*member)
        .number("failuresNotRedrivable", notRedrivable_.*member)
        .number("total", total.*member);
    return part.finish();
  };
  Shard &shard = execution().shard;
  history::Details body;
  body.number("execution", static_cast<int64_t>(execution().log()->execution()))
      .text("executionArn", execution().arn())
      .text("stateMachineArn", childMachineArn())
      .text("status", statusName(status))
      .number("startMs", startMs_);
  if (status != Status::Running)
    body.number("stopMs", shard.nowMs());
  body.number("maxConcurrency", limits_.concurrency == kMostConcurrent ? 0 : limits_.concurrency)
      .number("toleratedFailureCount", limits_.toleratedCount.value_or(0))
      .json("toleratedFailurePercentage", std::to_string(limits_.toleratedPercentage.value_or(0)))
      .json("express", isExpress() ? "true" : "false")
      .json("batched", limits_.batched ? "true" : "false")
      .number("redriveCount", redrives_)
      .number("redriveMs", redriveMs_)
      .number("redriveSeq", static_cast<int64_t>(redriveSeq_))
      .number("started", nextItem_)
      .json("itemCounts", counts(&Count::items))
      .json("executionCounts", counts(&Count::executions));
  return body.finish();
}

void MapRun::writeDocument(Status status, std::vector<journal::DocumentChange> &to) {
  to.push_back({journal::DocumentKind::MapRun, arn_, documentBody(status), document_});
  isChanged_ = false;
}

void MapRun::addTo(journal::Batch &batch) {
  if (isKept() && isChanged_)
    writeDocument(Status::Running, batch.documents);
}

void MapRun::finishDocument(Status status) {
  std::vector<journal::DocumentChange> changes;
  writeDocument(status, changes);
  execution().shard.changeDocument(std::move(changes.front()), execution());
}

} // namespace asl::states
