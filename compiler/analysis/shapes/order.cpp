// A depth-first walk over the transitions; states are ranked in the order opposite to that in which
// they are left.
#include "compiler/analysis/shapes/order.h"

#include <algorithm>

namespace aslc::analysis {

StateOrder::StateOrder(const ast::Machine &machine)
    : machine_(machine), ranks_(machine.states.size()) {
  auto count = static_cast<uint32_t>(machine.states.size());
  for (uint32_t i = 0; i < count; ++i)
    names_.emplace_back(machine.states[i].name, i);
  std::sort(names_.begin(), names_.end());
  struct Visit {
    uint32_t state;
    std::vector<uint32_t> targets;
  };
  std::vector<bool> seen(count);
  std::vector<Visit> path;
  auto enter = [&](uint32_t state) {
    if (seen[state])
      return;
    seen[state] = true;
    path.push_back({state, targets(state)});
  };
  auto walk = [&](uint32_t from) {
    enter(from);
    while (!path.empty()) {
      if (path.back().targets.empty()) {
        states_.push_back(path.back().state);
        path.pop_back();
        continue;
      }
      uint32_t next = path.back().targets.back();
      path.back().targets.pop_back();
      enter(next);
    }
  };
  if (const ast::State *first = machine.startAt ? find(machine.startAt->value) : nullptr)
    walk(indexOf(*first));
  for (uint32_t i = 0; i < count; ++i) // those that no transition leads to
    if (!seen[i])
      states_.push_back(i);
  std::reverse(states_.begin(), states_.end());
  for (uint32_t rank = 0; rank < count; ++rank)
    ranks_[states_[rank]] = rank;
}

const ast::State *StateOrder::find(std::string_view name) const {
  auto place = std::lower_bound(names_.begin(), names_.end(), std::pair(name, uint32_t(0)));
  return place != names_.end() && place->first == name ? &machine_.states[place->second] : nullptr;
}

std::vector<uint32_t> StateOrder::targets(uint32_t index) const {
  std::vector<uint32_t> result;
  auto add = [&](const ast::Text &next) {
    if (const ast::State *state = next ? find(next->value) : nullptr)
      result.push_back(indexOf(*state));
  };
  const ast::State &state = machine_.states[index];
  add(state.next);
  for (const ast::Catcher &catcher : state.catchers)
    add(catcher.next);
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    add(choice->defaultNext);
    for (const ast::ChoiceRule &rule : choice->rules)
      add(rule.next);
  }
  return result;
}

} // namespace aslc::analysis
