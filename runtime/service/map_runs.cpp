// Map runs from their documents, which runtime/states/map_run_document.cpp writes.
#include "runtime/service/map_runs.h"

#include "runtime/dom/text.h"
#include "runtime/engine/stored_history.h"
#include "runtime/exec/stored_execution.h"

#include <nlohmann/json.hpp>

#include <array>

namespace asl::service {
namespace {

using Json = nlohmann::json;

Status statusOf(const std::string &name) {
  constexpr std::array all = {Status::Running, Status::Succeeded, Status::Failed, Status::TimedOut,
                              Status::Aborted};
  for (Status status : all)
    if (statusName(status) == name)
      return status;
  return Status::Running;
}

MapRunCounts countsOf(const Json &body) {
  auto of = [&](const char *key) { return body.value(key, uint64_t(0)); };
  MapRunCounts counts;
  counts.running = of("running");
  counts.succeeded = of("succeeded");
  counts.failed = of("failed");
  counts.timedOut = of("timedOut");
  counts.aborted = of("aborted");
  counts.total = of("total");
  counts.failuresNotRedrivable = of("failuresNotRedrivable");
  counts.pendingRedrive = of("pendingRedrive");
  return counts;
}

MapRun mapRunOf(const journal::Document &document) {
  MapRun run;
  run.document = document.id;
  run.arn = document.name;
  Json body = asl::dom::parse(document.body);
  if (!body.is_object())
    return run;
  run.execution = body.value("execution", uint64_t(0));
  run.executionArn = body.value("executionArn", "");
  run.stateMachineArn = body.value("stateMachineArn", "");
  run.status = statusOf(body.value("status", ""));
  run.startMs = body.value("startMs", int64_t(0));
  if (body.contains("stopMs"))
    run.stopMs = body.value("stopMs", int64_t(0));
  run.maxConcurrency = body.value("maxConcurrency", int64_t(0));
  run.toleratedFailureCount = body.value("toleratedFailureCount", int64_t(0));
  run.toleratedFailurePercentage = body.value("toleratedFailurePercentage", 0.0);
  run.redriveCount = body.value("redriveCount", uint32_t(0));
  if (run.redriveCount > 0)
    run.redriveMs = body.value("redriveMs", int64_t(0));
  run.redriveSeq = body.value("redriveSeq", uint64_t(0));
  run.isExpress = body.value("express", false);
  run.isBatched = body.value("batched", false);
  run.items = countsOf(body.value("itemCounts", Json::object()));
  run.executions = countsOf(body.value("executionCounts", Json::object()));
  run.items.pending = run.items.total - body.value("started", uint64_t(0));
  if (!run.isBatched) {
    run.executions.pending = run.items.pending;
    run.executions.total += run.items.pending;
  }
  return run;
}

/// How many items a child of a batched run got.
Expected<uint64_t> itemsOf(const journal::Reader &journal, uint64_t child) {
  Expected<std::string> input = exec::storedInput(journal, child);
  if (!input)
    return input.failure();
  Json body = asl::dom::parse(*input);
  return body.is_object() && body.contains("Items") ? uint64_t(body["Items"].size()) : uint64_t(1);
}

/// `...:stateMachine:M/L` becomes `...:execution:M/L:<name>`; see MapRun::childArn of `states`.
std::string childArn(const MapRun &run, const std::string &name) {
  constexpr std::string_view machine = ":stateMachine:";
  std::string arn = run.stateMachineArn;
  if (size_t at = arn.find(machine); at != std::string::npos)
    arn.replace(at, machine.size(), run.isExpress ? ":express:" : ":execution:");
  arn += ':' + name;
  return run.isExpress ? arn + ':' + name : arn;
}

} // namespace

Expected<std::optional<MapRun>> describeMapRun(const journal::Reader &journal,
                                               const std::string &arn) {
  auto document = journal.document(journal::DocumentKind::MapRun, arn);
  if (!document)
    return document.failure();
  return *document ? std::optional(mapRunOf(**document)) : std::nullopt;
}

Expected<std::vector<MapRun>> listMapRuns(const journal::Reader &journal, uint64_t execution) {
  std::vector<std::string> arns;
  Expected<void> read = readHistory(journal, execution, [&](const HistoryEvent &event) {
    if (event.type == EventType::MapRunStarted)
      arns.emplace_back(event.mapRunArn);
  });
  if (!read)
    return read.failure();
  std::vector<MapRun> runs;
  for (const std::string &arn : arns) {
    Expected<std::optional<MapRun>> run = describeMapRun(journal, arn);
    if (!run)
      return run.failure();
    if (*run)
      runs.push_back(**run);
  }
  return runs;
}

Expected<journal::Page<MapRunChild>> listChildren(const journal::Reader &journal, const MapRun &run,
                                                  std::optional<journal::Status> status,
                                                  const std::string &position, unsigned limit) {
  journal::ListFilter filter;
  filter.mapRun = run.document;
  filter.status = status;
  Expected<journal::Page<journal::Execution>> page = journal.list(filter, position, limit);
  if (!page)
    return page.failure();
  journal::Page<MapRunChild> children;
  children.next = page->next;
  for (journal::Execution &execution : page->items) {
    MapRunChild child;
    child.status = execution.status;
    bool hasFailed =
        child.status != journal::Status::Running && child.status != journal::Status::Succeeded;
    if (hasFailed && run.status == Status::Running && execution.lastSeq <= run.redriveSeq)
      child.status = journal::Status::PendingRedrive;
    child.arn = childArn(run, execution.start.name);
    if (run.isBatched) {
      Expected<uint64_t> items = itemsOf(journal, execution.id);
      if (!items)
        return items.failure();
      child.items = *items;
    }
    child.execution = std::move(execution);
    children.items.push_back(std::move(child));
  }
  return children;
}

} // namespace asl::service
