// Map runs. See
// https://docs.aws.amazon.com/step-functions/latest/apireference/API_DescribeMapRun.html.
#include "runtime/service/map_runs.h"

#include "runtime/api/operations/executions.h"
#include "runtime/api/operations/observing.h"
#include "runtime/support/number_text.h"

namespace asl::api {

using service::Arn;
using service::MapRun;
using service::MapRunCounts;

namespace {

[[noreturn]] void refuseMissing(const std::string &arn) {
  refuse("ResourceNotFound", "Resource not found: '" + arn + "'");
}

MapRun mapRunIn(const State &state, const Call &call) {
  Arn arn = arnIn(call.request, "mapRunArn", {Arn::Kind::MapRun});
  std::string given = textOf(call.request, "mapRunArn");
  std::optional<MapRun> run;
  if (arn.prefix == prefixOf(call.caller))
    run = valueOf(service::describeMapRun(state.journal, given));
  if (!run)
    refuseMissing(given);
  return *std::move(run);
}

Json countsOf(const MapRunCounts &counts) {
  Json object{{"pending", counts.pending},     {"running", counts.running},
              {"succeeded", counts.succeeded}, {"failed", counts.failed},
              {"timedOut", counts.timedOut},   {"aborted", counts.aborted},
              {"total", counts.total},         {"resultsWritten", counts.succeeded}};
  if (counts.failuresNotRedrivable != 0)
    object["failuresNotRedrivable"] = counts.failuresNotRedrivable;
  if (counts.pendingRedrive != 0)
    object["pendingRedrive"] = counts.pendingRedrive;
  return object;
}

} // namespace

Json describeMapRun(State &state, const Call &call) {
  MapRun run = mapRunIn(state, call);
  Json answer{{"mapRunArn", run.arn},
              {"executionArn", run.executionArn},
              {"status", statusName(run.status)},
              {"startDate", timeOf(run.startMs)},
              {"maxConcurrency", run.maxConcurrency},
              {"toleratedFailureCount", run.toleratedFailureCount},
              {"toleratedFailurePercentage", run.toleratedFailurePercentage},
              {"itemCounts", countsOf(run.items)},
              {"executionCounts", countsOf(run.executions)},
              {"redriveCount", run.redriveCount}};
  if (run.stopMs)
    answer["stopDate"] = timeOf(*run.stopMs);
  if (run.redriveMs)
    answer["redriveDate"] = timeOf(*run.redriveMs);
  return answer;
}

Json listMapRuns(State &state, const Call &call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  std::vector<MapRun> runs = valueOf(service::listMapRuns(state.journal, found.execution.id));
  size_t first = parseNumber<uint64_t>(positionOf(call)).value_or(0);
  size_t end = std::min(runs.size(), first + pageSize(call.request));
  Json list = Json::array();
  for (size_t i = first; i < end; ++i) {
    Json run{{"executionArn", runs[i].executionArn},
             {"mapRunArn", runs[i].arn},
             {"stateMachineArn", runs[i].stateMachineArn},
             {"startDate", timeOf(runs[i].startMs)}};
    if (runs[i].stopMs)
      run["stopDate"] = timeOf(*runs[i].stopMs);
    list.push_back(std::move(run));
  }
  Json answer{{"mapRuns", std::move(list)}};
  if (end < runs.size())
    answer["nextToken"] = pageToken(call, std::to_string(end));
  return answer;
}

namespace {

Error hasEnded() {
  Error error{"ValidationException", "Map Run cannot be updated: it has ended"};
  error.members["reason"] = "CANNOT_UPDATE_COMPLETED_MAP_RUN";
  return error;
}

} // namespace

void updateMapRun(State &state, Call call) {
  MapRun run = mapRunIn(state, call);
  if (run.status != Status::Running)
    throw Refusal{hasEnded()};
  MapRunUpdate update;
  update.arn = run.arn;
  const Json &request = call.request;
  if (request.contains("maxConcurrency"))
    update.maxConcurrency = request["maxConcurrency"].get<int64_t>();
  if (request.contains("toleratedFailureCount"))
    update.toleratedCount = request["toleratedFailureCount"].get<int64_t>();
  if (request.contains("toleratedFailurePercentage"))
    update.toleratedPercentage = request["toleratedFailurePercentage"].get<double>();
  state.service.engine().updateMapRun(run.execution, std::move(update),
                                      [reply = std::move(call.reply)](bool isFound) {
                                        if (isFound)
                                          reply(Json::object());
                                        else
                                          reply(hasEnded());
                                      });
}

Json listChildren(const State &state, const Call &call, std::optional<journal::Status> status) {
  MapRun run = mapRunIn(state, call);
  std::optional<FoundExecution> parent = find(state, run.execution);
  if (!parent)
    refuseMissing(run.arn);
  std::string wanted = textOf(call.request, "redriveFilter");
  auto page = valueOf(service::listChildren(state.journal, run, status, positionOf(call),
                                            static_cast<unsigned>(pageSize(call.request))));
  Json list = Json::array();
  for (service::MapRunChild &child : page.items) {
    bool isRedriven = child.execution.redrives > 0;
    if (!wanted.empty() && isRedriven != (wanted == "REDRIVEN"))
      continue;
    uint64_t items = child.items;
    journal::Status shown = child.status;
    FoundExecution found{parent->machine, std::move(child.execution), run.arn};
    Json entry = entryOf(found);
    entry["status"] = statusOf(shown);
    entry["stateMachineArn"] = run.stateMachineArn;
    entry["mapRunArn"] = run.arn;
    entry["itemCount"] = items;
    list.push_back(std::move(entry));
  }
  Json answer{{"executions", std::move(list)}};
  if (!page.next.empty())
    answer["nextToken"] = pageToken(call, page.next);
  return answer;
}

Json redriveExecution(State &state, const Call &call) {
  FoundExecution found = executionIn(state, call, "executionArn");
  auto isGone = [&] { return isDeleted(state, found.machine->document); };
  auto checkMachine = [&] {
    if (isGone())
      refuse("ExecutionNotRedrivable", "State machine is in DELETING status");
  };
  checkMachine();
  // As AWS does, an execution goes on under the definition that it has; ours may also be told to
  // take the current one, which may have been corrected.
  bool isCurrent = flagIn(call.request, "useCurrentDefinition", false);
  SnapshotPointer snapshot = isCurrent
                                 ? found.machine->current
                                 : valueOf(state.registry.snapshot(found.execution.start.revision));
  std::shared_ptr<const service::Code> code = valueOf(state.code.of(*snapshot));
  checkMachine(); // it may have been compiled meanwhile
  service::Service::Launch launch;
  launch.module = &code->module();
  launch.code = code;
  launch.start.revision = snapshot->revision;
  launch.options.roleArn = snapshot->roleArn;
  launch.options.arnPrefix = prefixOf(call.caller);
  if (OpenExecutions::Ticket ticket = enter(state, launch.options.arnPrefix))
    launch.ended = [ticket = std::move(ticket)](const Outcome &) {};
  if (state.observing != nullptr)
    launch.options.observer = state.observing->observerOf(found, *snapshot);
  auto redriven = state.service.redrive(found.execution.id, std::move(launch),
                                        textOf(call.request, "clientToken"));
  if (redriven) {
    // Whoever deletes the machine does not see that it runs before the redrive is durable.
    if (isGone())
      state.service.abortAtTransition(found.execution.id);
    return {{"redriveDate", timeOf(redriven->atMs)}};
  }
  const std::string &problem = redriven.error();
  size_t colon = problem.find(": ");
  std::string name = problem.substr(0, colon);
  if (name != "ExecutionNotRedrivable" && name != "ExecutionDoesNotExist")
    failInternally(problem);
  refuse(name, problem.substr(colon + 2));
}

} // namespace asl::api
