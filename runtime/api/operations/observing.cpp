// Observers of executions, and changes of their status.
#include "runtime/api/operations/observing.h"

#include "runtime/dom/text.h"
#include "runtime/engine/stored_history.h"
#include "runtime/observe/tap.h"
#include "runtime/service/map_runs.h"

#include <chrono>
#include <thread>

namespace asl::api {

using observe::Subject;

namespace {

constexpr size_t mostMachines = 4096;
} // namespace

Observing::Observing(observe::Hub &hub, journal::Journal &journal) : hub_(hub) {
  hub_.setHistory([&journal](uint64_t execution, uint64_t last,
                             const std::function<void(const HistoryEvent &)> &take) {
    // What cannot be read is not shown: those who look on stop nothing.
    (void)readHistory(journal, execution, [&](const HistoryEvent &event) {
      if (event.id <= last)
        take(event);
    });
  });
}

void Observing::stop() { hub_.setHistory({}); }

std::shared_ptr<const observe::Machine> Observing::machineOf(const service::StateMachine &machine,
                                                             const service::Snapshot &snapshot,
                                                             std::optional<uint64_t> version,
                                                             const std::string &alias) {
  std::lock_guard lock(mutex_);
  std::tuple key(machine.document, snapshot.revision, version.value_or(0), alias);
  if (auto known = machines_[key].lock())
    return known;
  auto made = std::make_shared<observe::Machine>();
  made->arn = machine.arn;
  made->prefix = machine.arn.substr(0, machine.arn.rfind("stateMachine:"));
  made->readPrefix();
  made->name = machine.name;
  made->version = version ? std::to_string(*version) : "";
  made->alias = alias;
  made->express = machine.express;
  if (!snapshot.logging.empty()) {
    Json logging = asl::dom::parse(snapshot.logging);
    made->level = observe::logLevelOf(textIn(logging, "level").value_or("OFF"));
    made->logsData = flagIn(logging, "includeExecutionData", false);
  }
  if (machines_.size() > mostMachines)
    std::erase_if(machines_, [](const auto &entry) { return entry.second.expired(); });
  machines_[key] = made;
  return made;
}

Observing::Observer Observing::observerOf(const Starting &starting) {
  Subject subject;
  const Target &target = starting.target;
  subject.machine =
      machineOf(*target.machine, *target.snapshot, target.version, target.alias.value_or(""));
  subject.arn = arnOf(starting);
  subject.express = starting.target.machine->express;
  subject.trace = starting.trace;
  // An Express execution costs less when nothing looks at its events. One that has begun is not
  // shown to those who come later.
  if (subject.express && subject.trace.empty() && !hub_.isWanted(subject))
    return nullptr;
  return std::make_shared<observe::Tap>(hub_, std::move(subject));
}

Subject Observing::subjectOf(const FoundExecution &found, const service::Snapshot &snapshot) {
  Subject subject;
  subject.machine = machineOf(*found.machine, snapshot, found.execution.start.version,
                              aliasOf(found).value_or(""));
  subject.arn = executionArn(found);
  subject.execution = found.execution.id;
  subject.isResumed = true;
  subject.trace = found.execution.start.trace;
  return subject;
}

Observing::Observer Observing::observerOf(const FoundExecution &found,
                                          const service::Snapshot &snapshot) {
  return std::make_shared<observe::Tap>(hub_, subjectOf(found, snapshot));
}

std::pair<Observing::Observer, std::function<void()>>
Observing::goesOn(const FoundExecution &found, const service::Snapshot &snapshot) {
  Subject subject = subjectOf(found, snapshot);
  return {std::make_shared<observe::Tap>(hub_, subject), [this, subject] { hub_.goesOn(subject); }};
}

// ---- Changes of status ----

namespace {

constexpr unsigned mostLooks = 400;
constexpr std::chrono::milliseconds lookInterval{5};

/// The execution of a row. The journal shows a row a moment before it shows what it did to its
/// execution. Nothing when it is removed.
std::optional<FoundExecution> findAfter(const State &state, const journal::Record &row) {
  std::optional<FoundExecution> found = find(state, row.execution);
  for (unsigned look = 0; look < mostLooks; ++look) {
    if (found && found->execution.lastSeq >= row.seq)
      break;
    std::vector<journal::Record> there = valueOf(state.journal.stream(row.seq, 1));
    if (there.empty() || there.front().seq != row.seq)
      return std::nullopt;
    std::this_thread::sleep_for(lookInterval);
    found = find(state, row.execution);
  }
  return found;
}

/// The execution as it was after a row.
journal::Execution asAfter(const journal::Record &row, journal::Execution execution) {
  execution.status = row.end ? row.end->status : journal::Status::Running;
  execution.stopMs.reset();
  execution.error.reset();
  execution.cause.reset();
  if (row.end) {
    execution.stopMs = row.end->stopMs;
    execution.error = row.end->error;
    execution.cause = row.end->cause;
  }
  if (row.redrive) {
    execution.redrives = row.redrive->count;
    execution.redriveMs = row.redrive->atMs;
  }
  if (row.prev == 0)
    execution.redrives = 0;
  return execution;
}

} // namespace

std::optional<observe::StatusChange> statusChangeOf(const State &state,
                                                    const journal::Record &row) {
  std::optional<FoundExecution> found = findAfter(state, row);
  if (!found || found->machine->express)
    return std::nullopt;
  observe::StatusChange change;
  change.stateMachineArn = found->machine->arn;
  if (!found->mapRun.empty()) {
    auto run = valueOf(service::describeMapRun(state.journal, found->mapRun));
    if (!run || run->isExpress)
      return std::nullopt;
    change.stateMachineArn = run->stateMachineArn;
  }
  found->execution = asAfter(row, std::move(found->execution));
  const journal::Execution &execution = found->execution;
  Json description = descriptionOf(state, *found, true);
  auto text = [&](const char *key) { return textIn(description, key); };
  observe::Machine names;
  names.prefix = found->machine->arn.substr(0, found->machine->arn.rfind("stateMachine:"));
  names.readPrefix();
  change.seq = row.seq;
  change.account = names.account;
  change.region = names.region;
  change.executionArn = executionArn(*found);
  change.name = execution.start.name;
  change.status = statusOf(execution.status);
  change.startMs = execution.start.startMs;
  change.stopMs = execution.stopMs;
  if (execution.redrives != 0)
    change.redriveMs = execution.redriveMs;
  change.timeMs = row.end ? row.end->stopMs : row.redrive ? row.redrive->atMs : change.startMs;
  change.input = text("input").value_or("{}");
  change.output = text("output");
  change.error = execution.error;
  change.cause = execution.cause;
  change.versionArn = text("stateMachineVersionArn").value_or("");
  change.aliasArn = text("stateMachineAliasArn").value_or("");
  change.redrives = execution.redrives;
  change.redriveStatus = text("redriveStatus").value_or("");
  change.redriveReason = text("redriveStatusReason").value_or("");
  return change;
}

} // namespace asl::api
