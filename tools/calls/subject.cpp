#include "tools/calls/subject.h"

#include "compiler/ast/make.h"

#include <algorithm>
#include <array>
#include <utility>

namespace aslc::calls {

namespace {

constexpr std::array<std::string_view, 8> typeNames{"Pass",    "Task", "Choice",   "Wait",
                                                    "Succeed", "Fail", "Parallel", "Map"};

ast::State *findState(ast::Machine &machine, std::string_view name) {
  for (ast::State &state : machine.states) {
    if (state.name == name)
      return &state;
    if (auto *parallel = std::get_if<ast::ParallelState>(&state.kind))
      for (const auto &branch : parallel->branches)
        if (ast::State *found = findState(*branch, name))
          return found;
    if (auto *map = std::get_if<ast::MapState>(&state.kind))
      if (ast::State *found = map->processor ? findState(*map->processor, name) : nullptr)
        return found;
  }
  return nullptr;
}

std::unique_ptr<ast::Machine> emptyFlow(const ast::Machine &like) {
  auto flow = std::make_unique<ast::Machine>();
  flow->range = like.range;
  flow->node = like.node;
  flow->startAt = ast::makeText("End", like.range);
  flow->states.push_back(ast::makeSucceed("End", like.range));
  return flow;
}

std::set<std::string> targetsOf(const ast::State &state) {
  std::set<std::string> targets;
  auto add = [&](const ast::Text &target) {
    if (target)
      targets.insert(target->value);
  };
  add(state.next);
  for (const ast::Catcher &catcher : state.catchers)
    add(catcher.next);
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    for (const ast::ChoiceRule &rule : choice->rules)
      add(rule.next);
    add(choice->defaultNext);
  }
  targets.erase(state.name);
  return targets;
}

void addNames(const ast::Machine &flow, std::set<std::string> &names) {
  for (const ast::State &state : flow.states) {
    names.insert(state.name);
    if (const auto *parallel = state.as<ast::ParallelState>())
      for (const auto &branch : parallel->branches)
        addNames(*branch, names);
    if (const auto *map = state.as<ast::MapState>(); map && map->processor)
      addNames(*map->processor, names);
  }
}

/// Takes out of the state what is not done when its work is mocked.
void simplify(ast::State &state, Subject &subject) {
  if (auto *parallel = std::get_if<ast::ParallelState>(&state.kind)) {
    subject.branches = parallel->branches.size();
    for (auto &branch : parallel->branches) {
      addNames(*branch, subject.inside);
      branch = emptyFlow(*branch);
    }
  }
  if (auto *map = std::get_if<ast::MapState>(&state.kind)) {
    addNames(*map->processor, subject.inside);
    map->processor = emptyFlow(*map->processor);
    subject.readsItems = map->itemReader.has_value();
    subject.writesResults = map->resultWriter.has_value();
    map->resultWriter = std::nullopt;
  }
}

} // namespace

std::optional<Subject> takeState(ast::Machine machine, std::string_view name) {
  ast::State *found = findState(machine, name);
  if (!found)
    return std::nullopt;
  Subject subject;
  ast::State state = std::move(*found);
  subject.type = typeNames[state.kind.index()];
  simplify(state, subject);
  ast::Machine &alone = subject.machine;
  alone.range = machine.range;
  alone.node = machine.node;
  alone.language = machine.language;
  alone.tree = machine.tree;
  alone.startAt = ast::makeText(state.name, state.nameRange);
  std::set<std::string> targets = targetsOf(state);
  ast::Range range = state.range;
  alone.states.push_back(std::move(state));
  for (const std::string &target : targets)
    alone.states.push_back(ast::makeSucceed(target, range));
  // It refers to the text of the Resource, which stays where it is now.
  if (const auto *task = subject.state().as<ast::TaskState>())
    subject.calls = catalogue::integrationOf(task->resource->value);
  return subject;
}

} // namespace aslc::calls
