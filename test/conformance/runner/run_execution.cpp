// Execution cases: compile the definition, run it on the virtual clock against mocks, compare the
// outcome and every event.
#include "test/conformance/runner/case_executor.h"
#include "test/conformance/runner/case_objects.h"
#include "test/conformance/runner/dated.h"
#include "test/conformance/runner/history.h"
#include "test/conformance/runner/power_loss.h"
#include "test/conformance/runner/run.h"

#include <algorithm>

namespace asl::conformance {

namespace {

bool hasTag(const Json &body, std::string_view tag) {
  const Json tags = body.value("tags", Json::array());
  return std::find(tags.begin(), tags.end(), tag) != tags.end();
}

HistoryOrder orderOf(const Json &body) {
  if (body.value("historyUnordered", false))
    return HistoryOrder::Unordered;
  return hasTag(body, "concurrent") ? HistoryOrder::Concurrent : HistoryOrder::Exact;
}

void compareText(const Json &expect, const char *field, const std::optional<std::string> &actual,
                 Differences &out) {
  if (expect.contains(field) && actual)
    compareRecorded(expect[field], Json(*actual), field, out);
  else if (expect.contains(field))
    out.push_back({field, shortText(expect[field]), "(absent)"});
  else if (actual)
    out.push_back({field, "(absent)", shortText(Json(*actual))});
}

void compareOutcome(const Json &expect, const Outcome &outcome, Differences &out) {
  std::string status(statusName(outcome.status));
  if (expect.value("status", "") != status)
    out.push_back({"status", expect.value("status", ""), status});
  if (expect.contains("output") && outcome.status == Status::Succeeded)
    compareRecorded(expect["output"], Json::parse(outcome.output), "output", out);
  compareText(expect, "error", outcome.error, out);
  compareText(expect, "cause", outcome.cause, out);
}

/// The answers of DescribeExecution and StartSyncExecution, so far as they are about this
/// execution.
void compareAnswer(const Json &expect, const char *name, const Outcome &outcome, Differences &out) {
  if (!expect.contains(name))
    return;
  Json part = {{"status", expect[name].value("status", "")}};
  for (const char *field : {"output", "error", "cause"})
    if (expect[name].contains(field))
      part[field] = expect[name][field];
  Differences found;
  compareOutcome(part, outcome, found);
  for (Difference &d : found) {
    d.place = std::string(name) + "." + d.place;
    out.push_back(std::move(d));
  }
}

/// A log event shows an event of the history: the one with its id.
void compareLogEvent(const Json &logged, const Json &history, bool withData,
                     const std::string &place, Differences &out) {
  int64_t id = std::stoll(logged.value("id", "0"));
  auto at = std::find_if(history.begin(), history.end(),
                         [&](const Json &event) { return event["id"] == id; });
  if (at == history.end()) {
    out.push_back({place, shortText(logged), "(absent)"});
    return;
  }
  Json details = Json::object();
  for (const auto &[key, value] : at->items())
    if (key.ends_with("EventDetails"))
      details = value;
  if (!withData)
    for (const char *field : {"input", "inputDetails", "output", "outputDetails"})
      details.erase(field);
  auto part = [&](const char *field, const Json &actual) {
    compareRecorded(logged[field], actual, place + "." + field, out);
  };
  part("type", (*at)["type"]);
  part("previous_event_id", std::to_string((*at)["previousEventId"].get<int64_t>()));
  part("details", details);
}

void compareLogs(const Json &body, const Json &history, Differences &out) {
  const Json &expect = body["expect"];
  bool withData = true;
  if (body.contains("setup") && body["setup"].contains("logging"))
    withData = body["setup"]["logging"].value("includeExecutionData", false);
  if (expect.contains("logs"))
    for (size_t i = 0; i < expect["logs"].size(); ++i)
      compareLogEvent(expect["logs"][i], history, withData, "logs[" + std::to_string(i) + "]", out);
  if (expect.contains("lastLogEvent"))
    compareLogEvent(expect["lastLogEvent"], history, true, "lastLogEvent", out);
}

/// Compares a run with what AWS recorded.
void judge(const Json &body, const Run &run, Differences &differences) {
  const Json &expect = body["expect"];
  compareOutcome(expect, run.outcome, differences);
  compareAnswer(expect, "describe", run.outcome, differences);
  compareAnswer(expect, "syncResponse", run.outcome, differences);
  std::string source = body.value("source", "");
  if (expect.contains("history")) {
    Json expected = expect["history"];
    modernizeHistory(source, expected);
    compareHistory(expected, run.history, orderOf(body), differences);
  }
  compareLogs(body, run.history, differences);
  std::erase_if(differences, [&](const Difference &d) { return isNewerField(source, d); });
}

size_t scheduledTasks(const Json &history) {
  size_t count = 0;
  for (const Json &event : history)
    count += event["type"].get<std::string>().ends_with("Scheduled");
  return count;
}

/// Runs the case again and again, losing the process after one commit more each time. What AWS
/// recorded must be the history also then; but where a request had to be sent again, to an executor
/// that answers each call in another way, only that the execution ends.
void judgeLosses(const Json &body, const Compiled &compiled, const std::string &input,
                 RunOptions options, Differences &differences) {
  for (size_t lost = 1; differences.empty(); ++lost) {
    CaseExecutor executor(body);
    options.executor = &executor;
    options.lostCommit = lost;
    Run run = execute(compiled, input, options);
    if (!run.wasLost)
      return;
    if (executor.requests() <= scheduledTasks(run.history))
      judge(body, run, differences);
    for (Difference &difference : differences)
      difference.place =
          "after the loss of commit " + std::to_string(lost) + ": " + difference.place;
  }
}

/// Loses the power at the operations of the disk. What AWS recorded must be the history also then,
/// unless a task was interrupted or sent again.
uint64_t judgePowerLosses(const Json &body, const Compiled &compiled, const std::string &input,
                          const RunOptions &options, const PowerLossOptions &how,
                          Differences &differences) {
  uint64_t losses = 0;
  auto judgeRun = [&](const Run &run, bool mayDiffer, Differences &found) {
    if (!mayDiffer)
      judge(body, run, found);
  };
  losePower(body, compiled, input, options, how, judgeRun, differences, losses);
  return losses;
}

} // namespace

Verdict runExecution(const Case &oneCase, const Backend &backend) {
  const Json &body = oneCase.body, &expect = body["expect"];
  std::string type = body.value("type", "STANDARD");
  Compiled compiled = compile(body["definition"], type, backend);
  if (!compiled.notBuilt.empty())
    return Verdict::skipped(compiled.notBuilt);
  if (!compiled.ok())
    return Verdict::failed(compiled.why());

  CaseExecutor executor(body);
  CaseObjects objects(body);
  RunOptions options;
  options.executor = &executor;
  options.objects = objects.store();
  options.roleArn = body.value("roleArn", "");
  options.express = type == "EXPRESS";
  options.synchronous = expect.contains("syncResponse");
  options.history = true;
  options.mostResident = backend.mostResident;
  options.journal = backend.journal && !options.express;
  std::string input = body.value("inputOmitted", false) ? "{}" : body["input"].dump();
  Differences differences;
  uint64_t losses = 0;
  if (backend.powerLoss && options.journal)
    losses = judgePowerLosses(body, compiled, input, options, *backend.powerLoss, differences);
  else if (backend.crash && options.journal)
    judgeLosses(body, compiled, input, options, differences);
  else
    judge(body, execute(compiled, input, options), differences);
  Verdict verdict = Verdict::of(std::move(differences));
  verdict.losses = losses;
  return verdict;
}

} // namespace asl::conformance
