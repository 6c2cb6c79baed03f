#include "compiler/frontend/part.h"

#include "compiler/ast/make.h"
#include "compiler/ast/walk.h"
#include "runtime/support/closest.h"

#include <algorithm>
#include <functional>
#include <set>

namespace aslc::frontend {

namespace {

using asl::Expected;
using asl::Failure;

/// A flow of the machine, and what is around it.
struct Flow {
  ast::Machine *machine = nullptr;
  std::string inside;                 ///< the state that holds it; empty: it is the machine itself
  std::vector<std::string> variables; ///< that it can read of the flows around it
};

std::string ticked(const std::string &name) { return "`" + name + "`"; }

/// Adds the names of the variables that the states of `flow` assign.
void addVariables(const ast::Machine &flow, std::vector<std::string> &names) {
  auto add = [&](const std::string &name) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(name);
  };
  for (const ast::State &state : flow.states)
    ast::forEachAssign(state, [&](const auto &assign) {
      if (assign.value->kind == ast::Template::Kind::Literal)
        for (const source::Member &member : assign.value->node->members)
          add(member.key);
      for (const ast::Template::Entry &entry : assign.value->entries)
        add(entry.key);
    });
}

/// The flows of a state, which hold others in turn.
std::vector<ast::Machine *> flowsOf(ast::State &state) {
  std::vector<ast::Machine *> flows;
  if (auto *parallel = std::get_if<ast::ParallelState>(&state.kind))
    for (const auto &branch : parallel->branches)
      flows.push_back(branch.get());
  if (auto *map = std::get_if<ast::MapState>(&state.kind); map && map->processor)
    flows.push_back(map->processor.get());
  return flows;
}

/// All flows, outer ones first.
void collectFlows(Flow flow, std::vector<Flow> &flows) {
  flows.push_back(flow);
  std::vector<std::string> variables = flow.variables;
  addVariables(*flow.machine, variables);
  for (ast::State &state : flow.machine->states) {
    const auto *map = state.as<ast::MapState>();
    bool seesVariables = !map || !map->distributed;
    for (ast::Machine *inner : flowsOf(state))
      collectFlows({inner, state.name, seesVariables ? variables : std::vector<std::string>()},
                   flows);
  }
}

/// The flow that holds the state `name`.
Expected<const Flow *> flowWith(const std::vector<Flow> &flows, const std::string &name) {
  std::vector<std::string> names;
  for (const Flow &flow : flows) {
    if (flow.machine->find(name))
      return &flow;
    for (const ast::State &state : flow.machine->states)
      names.push_back(state.name);
  }
  auto meant = asl::closest(name, names);
  return Failure{"there is no state " + ticked(name) +
                 (meant ? "; did you mean " + ticked(*meant) + "?" : "")};
}

/// The fields of a state that say which one follows.
std::vector<ast::Text *> targetsOf(ast::State &state) {
  std::vector<ast::Text *> targets{&state.next};
  for (ast::Catcher &catcher : state.catchers)
    targets.push_back(&catcher.next);
  if (auto *choice = std::get_if<ast::ChoiceState>(&state.kind)) {
    for (ast::ChoiceRule &rule : choice->rules)
      targets.push_back(&rule.next);
    targets.push_back(&choice->defaultNext);
  }
  std::erase_if(targets, [](const ast::Text *target) { return !target->has_value(); });
  return targets;
}

ast::State &stateOf(ast::Machine &flow, const std::string &name) {
  return *std::find_if(flow.states.begin(), flow.states.end(),
                       [&](const ast::State &state) { return state.name == name; });
}

bool leadsTo(ast::Machine &flow, const std::string &from, const std::string &to) {
  std::set<std::string> seen{from};
  std::vector<std::string> open{from};
  while (!open.empty() && !seen.contains(to)) {
    std::string name = std::move(open.back());
    open.pop_back();
    for (const ast::Text *target : targetsOf(stateOf(flow, name)))
      if (seen.insert((*target)->value).second)
        open.push_back((*target)->value);
  }
  return seen.contains(to);
}

/// A name for what stands in the place of `target` that no state has.
std::string standInName(const ast::Machine &flow, const std::string &target) {
  std::string name = target + " (not run)";
  while (flow.find(name))
    name += "'";
  return name;
}

/// Makes the flow end when the state `name` is left.
void endAt(ast::Machine &flow, const std::string &name) {
  ast::State &last = stateOf(flow, name);
  if (last.next) {
    last.next.reset();
    last.end = true;
  }
  std::set<std::string> standIns;
  for (ast::Text *target : targetsOf(last))
    standIns.insert((*target)->value = standInName(flow, (*target)->value));
  ast::Range range = last.range;
  for (const std::string &standIn : standIns)
    flow.states.push_back(ast::makeSucceed(standIn, range));
}

/// The flow of both ends of the part.
Expected<const Flow *> flowOf(const std::vector<Flow> &flows, const Part &part) {
  const Flow *flow = &flows.front();
  if (!part.from.empty()) {
    Expected<const Flow *> found = flowWith(flows, part.from);
    if (!found)
      return Failure{"`--from`: " + found.error()};
    flow = *found;
  }
  if (part.to.empty())
    return flow;
  Expected<const Flow *> found = flowWith(flows, part.to);
  if (!found)
    return Failure{"`--to`: " + found.error()};
  if (*found == flow)
    return flow;
  auto where = [](const std::string &state, const Flow &in) {
    return ticked(state) +
           (in.inside.empty() ? " is in no other state" : " is within " + ticked(in.inside));
  };
  if (part.from.empty())
    return Failure{"`--to`: " + where(part.to, **found) +
                   ": say with `--from` at which state there the part begins"};
  return Failure{"a part lies in one flow: " + where(part.from, *flow) + ", " +
                 where(part.to, **found) +
                 ((*found)->inside == flow->inside ? ", in another branch" : "")};
}

} // namespace

Expected<PartOfMachine> takePart(ast::Machine machine, const Part &part) {
  std::vector<Flow> flows;
  collectFlows({&machine, "", {}}, flows);
  Expected<const Flow *> found = flowOf(flows, part);
  if (!found)
    return found.failure();
  ast::Machine &flow = *(*found)->machine;
  if (!part.from.empty())
    flow.startAt = ast::makeText(part.from, stateOf(flow, part.from).nameRange);
  if (!part.to.empty()) {
    if (!leadsTo(flow, flow.startAt->value, part.to))
      return Failure{"no way leads from " + ticked(flow.startAt->value) + " to " + ticked(part.to)};
    endAt(flow, part.to);
  }
  PartOfMachine taken{{}, (*found)->variables};
  if (&flow == &machine) {
    taken.machine = std::move(machine);
    return taken;
  }
  taken.machine = std::move(flow);
  taken.machine.tree = machine.tree;
  taken.machine.type = machine.type;
  return taken;
}

} // namespace aslc::frontend
