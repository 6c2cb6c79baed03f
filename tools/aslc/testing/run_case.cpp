#include "tools/aslc/testing/run_case.h"

#include "asl/engine/engine.h"
#include "compiler/ast/walk.h"
#include "compiler/catalogue/catalogue.h"
#include "runtime/binding/binding_executor.h"
#include "tools/aslc/testing/judge.h"
#include "tools/aslc/testing/observer.h"
#include "tools/mocks/mock_tasks.h"
#include "tools/mocks/problems.h"
#include "tools/mocks/shape.h"

#include <cmath>

namespace aslc::testing {

namespace {

/// A number without a fraction where it has none.
Json secondsOf(int64_t milliseconds) {
  if (milliseconds % 1000 == 0)
    return milliseconds / 1000;
  return static_cast<double>(milliseconds) / 1000;
}

/// Sees the states that are entered, and the time.
class PathSink final : public asl::HistorySink {
public:
  explicit PathSink(const Machine &machine) : machine_(machine) {}

  void append(const asl::HistoryEvent &event) override {
    if (firstMs_ == 0)
      firstMs_ = event.timestampMs;
    lastMs_ = event.timestampMs;
    if (!asl::typeName(event.type).ends_with("StateEntered"))
      return;
    std::string name(event.name);
    visits_[name] = visits_.contains(name) ? visits_[name].get<size_t>() + 1 : 1;
    if (machine_.outermost.contains(name))
      path_.push_back(name);
  }

  void tell(Json &observed) const {
    observed["path"] = path_;
    observed["visits"] = visits_;
    observed["duration"] = secondsOf(lastMs_ - firstMs_);
  }

private:
  const Machine &machine_;
  Json path_ = Json::array(), visits_ = Json::object();
  int64_t firstMs_ = 0, lastMs_ = 0;
};

/// Sees how long Wait states and retries wait.
class WaitSink final : public asl::TraceSink {
public:
  void event(const asl::TraceEvent &event) override {
    bool waits =
        event.kind == asl::TraceEvent::Kind::Waits || event.kind == asl::TraceEvent::Kind::Retries;
    if (!waits)
      return;
    std::string_view place = event.place;
    std::string name(place.substr(place.rfind('/') + 1));
    waits_[name].push_back(secondsOf(event.untilMs - event.timestampMs));
  }

  void tell(Json &observed) const { observed["waits"] = waits_; }

private:
  Json waits_ = Json::object();
};

Json callsOf(const mocks::MockTasks &tasks) {
  Json calls = Json::object();
  for (const mocks::Call &call : tasks.calls())
    calls[call.state].push_back({{"request", call.request}});
  return calls;
}

void tellOutcome(const asl::Outcome &outcome, Json &observed) {
  observed["status"] = std::string(asl::statusName(outcome.status));
  if (outcome.status == asl::Status::Succeeded)
    observed["output"] = Json::parse(outcome.output, nullptr, /*allow_exceptions=*/false);
  if (outcome.error)
    observed["error"] = *outcome.error;
  if (outcome.cause)
    observed["cause"] = *outcome.cause;
}

/// The Resource of each Task in the machine and the flows in it; of other states none.
std::map<std::string, std::string> resourcesOf(const ast::Machine &machine) {
  std::map<std::string, std::string> resources;
  ast::forEachMachine(machine, [&](const ast::Machine &flow) {
    for (const ast::State &state : flow.states) {
      const auto *task = state.as<ast::TaskState>();
      resources[state.name] = task && task->resource ? task->resource->value : "";
    }
  });
  return resources;
}

/// What is wrong with the results of a mock for a task that calls `resource`.
void checkResults(const mocks::Mock &mock, const std::string &resource, std::string &problems) {
  catalogue::Integration calls = catalogue::integrationOf(resource);
  for (const auto &[range, answer] : mock.answers) {
    bool isResult = answer.kind == mocks::Answer::Kind::Return ||
                    (answer.kind == mocks::Answer::Kind::Result && calls.service != "lambda");
    if (!isResult)
      continue;
    Json result = Json::parse(answer.json);
    for (const char *metadata : {"SdkHttpMetadata", "SdkResponseMetadata"})
      if (result.is_object()) // of the call itself, which tests often shorten
        result.erase(metadata);
    std::string found = mocks::shapeProblem(calls, result, /*needsAll=*/false);
    if (!found.empty())
      problems +=
          (problems.empty() ? "" : "\n") + mock.place + ": error: " + found + " (" + resource + ")";
  }
}

} // namespace

std::string mockProblems(const Machine &machine, const Suite &suite, const Case &testCase) {
  std::map<std::string, std::string> resources = resourcesOf(machine.definition);
  std::vector<std::string> names;
  for (const auto &[name, resource] : resources)
    if (!resource.empty())
      names.push_back(name);
  std::string problems;
  for (const auto &[state, list] : testCase.plan) {
    bool isOwn = std::find(testCase.stateNames.begin(), testCase.stateNames.end(), state) !=
                 testCase.stateNames.end();
    auto found = resources.find(state);
    bool isTask = found != resources.end() && !found->second.empty();
    if (isTask) {
      for (const mocks::Mock &mock : list)
        checkResults(mock, found->second, problems);
    } else if (isOwn) { // other tools ignore states that are not there
      std::string place = list.empty() ? suite.path : list.front().place;
      problems +=
          (problems.empty() ? "" : "\n") + place + ": error: `" + state + "` " +
          (found == resources.end() ? "is not a state of this machine" + mocks::meant(state, names)
                                    : "is not a Task, so that there is nothing to mock");
    }
  }
  return problems;
}

Verdict runCase(Machine &machine, const Case &testCase, const RunOptions &options) {
  Verdict verdict;
  std::optional<asl::binding::BindingExecutor> commands;
  if (!testCase.tasks.empty()) {
    auto bindings = asl::binding::readBindingFile(testCase.tasks);
    if (!bindings) {
      verdict.problem = bindings.error();
      return verdict;
    }
    commands.emplace(*std::move(bindings));
  }
  mocks::MockTasks tasks(testCase.plan, {commands ? &*commands : nullptr, options.orderSeed});
  PathSink path(machine);
  WaitSink waits;
  asl::EngineOptions engineOptions;
  engineOptions.clock = asl::ClockKind::Virtual;
  engineOptions.orderedAnswers = true;
  engineOptions.executor = &tasks;
  if (testCase.startMs)
    engineOptions.virtualStartMs = *testCase.startMs;
  asl::ExecutionOptions execution;
  execution.name = testCase.execution;
  execution.seed = testCase.seed;
  execution.history = &path;
  execution.trace = &waits;
  execution.childHistory = [&](std::string_view) { return &path; };
  asl::Outcome outcome;
  {
    std::optional<Observation> observation;
    if (machine.coverable && options.isObserved)
      observation.emplace(*machine.coverable, *machine.counts);
    asl::Engine engine(engineOptions);
    outcome = engine.run(machine.module(), options.input.value_or(testCase.input), execution);
  }
  if (commands)
    commands->stop();
  tellOutcome(outcome, verdict.observed);
  path.tell(verdict.observed);
  waits.tell(verdict.observed);
  verdict.observed["calls"] = callsOf(tasks);
  judge(testCase, verdict);
  if (options.orderSeed != 0) // answers that come late take time
    std::erase_if(verdict.differences,
                  [](const Difference &difference) { return difference.place == "duration"; });
  for (const std::string &unmet : tasks.unmet())
    verdict.differences.push_back({"mocks", "", unmet});
  return verdict;
}

} // namespace aslc::testing
