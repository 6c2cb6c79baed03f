#include "tools/mocks/check.h"

#include "compiler/ast/walk.h"
#include "compiler/catalogue/catalogue.h"
#include "runtime/dom/text.h"
#include "tools/mocks/problems.h"
#include "tools/mocks/shape.h"

#include <algorithm>
#include <map>
#include <vector>

namespace aslc::mocks {

namespace {

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
void checkResults(const Mock &mock, const std::string &resource, std::string &problems) {
  for (const auto &[range, answer] : mock.answers)
    if (std::string found = answerProblem(answer, resource); !found.empty())
      problems += (problems.empty() ? "" : "\n") + mock.place + ": error: " + found;
}

} // namespace

std::string planProblems(const ast::Machine &machine, const Plan &plan, bool statesMustExist) {
  std::map<std::string, std::string> resources = resourcesOf(machine);
  std::vector<std::string> names;
  for (const auto &[name, resource] : resources)
    if (!resource.empty())
      names.push_back(name);
  std::string problems;
  for (const auto &[state, list] : plan) {
    auto found = resources.find(state);
    bool isTask = found != resources.end() && !found->second.empty();
    if (isTask) {
      for (const Mock &mock : list)
        checkResults(mock, found->second, problems);
    } else if (statesMustExist && !list.empty()) {
      problems += (problems.empty() ? "" : "\n") + list.front().place + ": error: `" + state +
                  "` " +
                  (found == resources.end() ? "is not a state of this machine" + meant(state, names)
                                            : "is not a Task, so that there is nothing to mock");
    }
  }
  return problems;
}

namespace {

/// The states of the machines, and which of them are Tasks.
using States = std::map<std::string, bool>;

void addStates(const ast::Machine &machine, States &states) {
  for (const auto &[name, resource] : resourcesOf(machine))
    states[name] |= !resource.empty();
}

/// Warnings of the mocks of a plan for states that are not there.
void addMissing(const Plan &plan, const States &states, std::vector<std::string> &lines) {
  std::vector<std::string> names;
  for (const auto &[name, isTask] : states)
    if (isTask)
      names.push_back(name);
  for (const auto &[state, list] : plan) {
    auto found = states.find(state);
    if (list.empty() || (found != states.end() && found->second))
      continue;
    std::string line =
        list.front().place + ": warning: " + ticked(state) +
        (found == states.end() ? " is not a state of what is served" + meant(state, names)
                               : " is not a Task, so that there is nothing to mock");
    if (std::find(lines.begin(), lines.end(), line) == lines.end())
      lines.push_back(line);
  }
}

void addMissing(const MockScope &scope, const States &states, std::vector<std::string> &lines) {
  addMissing(scope.plan, states, lines);
  for (const auto &[name, plan] : scope.cases)
    addMissing(plan, states, lines);
}

} // namespace

std::string fileProblems(const std::map<std::string, ast::Machine> &machines,
                         const MockFile &file) {
  States all;
  std::vector<std::string> names, lines;
  for (const auto &[name, machine] : machines) {
    names.push_back(name);
    addStates(machine, all);
  }
  addMissing(file.all, all, lines);
  for (const auto &[name, scope] : file.machines) {
    auto machine = machines.find(name);
    if (machine == machines.end()) {
      lines.push_back(scope.place + ": warning: " + ticked(name) + " is not served" +
                      meant(name, names));
      continue;
    }
    States own;
    addStates(machine->second, own);
    addMissing(scope, own, lines);
  }
  std::string problems;
  for (const std::string &line : lines)
    problems += (problems.empty() ? "" : "\n") + line;
  return problems;
}

std::string answerProblem(const Answer &answer, std::string_view resource) {
  catalogue::Integration calls = catalogue::integrationOf(resource);
  bool isResult = answer.kind == Answer::Kind::Return ||
                  (answer.kind == Answer::Kind::Result && calls.service != "lambda");
  if (!isResult)
    return "";
  Json result = asl::dom::parseOrdered(answer.json);
  for (const char *metadata : {"SdkHttpMetadata", "SdkResponseMetadata"})
    if (result.is_object()) // of the call itself, which tests often shorten
      result.erase(metadata);
  std::string found = shapeProblem(calls, result, /*needsAll=*/false);
  return found.empty() ? "" : found + " (" + std::string(resource) + ")";
}

} // namespace aslc::mocks
