#include "tools/aslc/testing/run_case.h"

#include "asl/engine/engine.h"
#include "compiler/ast/walk.h"
#include "runtime/binding/binding_executor.h"
#include "runtime/dom/text.h"
#include "tools/aslc/testing/judge.h"
#include "tools/aslc/testing/observer.h"
#include "tools/mocks/check.h"
#include "tools/mocks/mock_tasks.h"
#include "tools/mocks/problems.h"

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

/// The names and whether the states are Tasks, in all flows of a machine.
std::map<std::string, bool> statesOf(const ast::Machine &machine) {
  std::map<std::string, bool> states;
  ast::forEachMachine(machine, [&](const ast::Machine &flow) {
    for (const ast::State &state : flow.states)
      states[state.name] = state.as<ast::TaskState>() != nullptr;
  });
  return states;
}

/// Sees how long Wait states and retries wait.
class WaitSink final : public asl::TraceSink {
public:
  explicit WaitSink(std::map<std::string, bool> states) : states_(std::move(states)) {}

  void event(const asl::TraceEvent &event) override {
    bool waits =
        event.kind == asl::TraceEvent::Kind::Waits || event.kind == asl::TraceEvent::Kind::Retries;
    if (!waits)
      return;
    waits_[stateAt(event.place)].push_back(secondsOf(event.untilMs - event.timestampMs));
  }

  void tell(Json &observed) const { observed["waits"] = waits_; }

private:
  /// The state at a place such as `Each[1]/Pay`. Names of states may contain slashes too.
  std::string stateAt(std::string_view place) const {
    while (!states_.contains(std::string(place)) && place.find('/') != place.npos)
      place.remove_prefix(place.find('/') + 1);
    return std::string(place);
  }

  std::map<std::string, bool> states_;
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
    observed["output"] = asl::dom::parseOrdered(outcome.output);
  if (outcome.error)
    observed["error"] = *outcome.error;
  if (outcome.cause)
    observed["cause"] = *outcome.cause;
}

/// What is wrong with the states whose visits, waits and calls are expected, a line for each: such
/// an expectation may hold because the state is not there.
std::string expectationProblems(const Machine &machine, const Case &testCase) {
  std::map<std::string, bool> states = statesOf(machine.definition);
  std::vector<std::string> names;
  for (const auto &[name, isTask] : states)
    names.push_back(name);
  std::string problems;
  for (const auto &[field, wanted] : testCase.expect)
    for (const StateName &state : wanted.states) {
      auto known = states.find(state.name);
      std::string problem;
      if (known == states.end())
        problem = "is not a state of this machine" + mocks::meant(state.name, names);
      else if (field == "calls" && !known->second)
        problem = "is not a Task, so that it makes no calls";
      if (!problem.empty())
        problems += (problems.empty() ? "" : "\n") + state.place +
                    ": error: " + mocks::ticked(state.name) + " " + problem;
    }
  return problems;
}

} // namespace

std::string caseProblems(const Machine &machine, const Case &testCase) {
  mocks::Plan own, others;
  for (const auto &[state, list] : testCase.plan) {
    bool isOwn = std::find(testCase.stateNames.begin(), testCase.stateNames.end(), state) !=
                 testCase.stateNames.end();
    (isOwn ? own : others)[state] = list;
  }
  std::string problems = mocks::planProblems(machine.definition, own, /*statesMustExist=*/true);
  for (const std::string &more :
       {mocks::planProblems(machine.definition, others, /*statesMustExist=*/false),
        expectationProblems(machine, testCase)})
    problems += (problems.empty() || more.empty() ? "" : "\n") + more;
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
  mocks::MockTasks tasks(
      testCase.plan, {.others = commands ? &*commands : nullptr, .orderSeed = options.orderSeed});
  PathSink path(machine);
  WaitSink waits(statesOf(machine.definition));
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
    std::erase_if(verdict.differences, [](const mocks::Difference &difference) {
      return difference.place == "duration";
    });
  for (const std::string &unmet : tasks.unmet())
    verdict.differences.push_back({"mocks", "", unmet});
  return verdict;
}

} // namespace aslc::testing
