// Collects the transitions of a flow, and finds its loops with Tarjan's algorithm.
#include "compiler/analysis/flow/graph.h"

#include <algorithm>

namespace aslc::analysis::flow {

Graph::Graph(const ast::Machine &machine)
    : machine_(&machine), open_(machine.states.size()), component_(machine.states.size(), none) {
  names_.reserve(size());
  for (uint32_t i = 0; i < size(); ++i)
    names_.emplace_back(state(i).name, i);
  std::sort(names_.begin(), names_.end());
  first_.reserve(size() + 1);
  for (uint32_t i = 0; i < size(); ++i) {
    first_.push_back(static_cast<uint32_t>(edges_.size()));
    collect(i);
  }
  first_.push_back(static_cast<uint32_t>(edges_.size()));
  if (machine.startAt)
    start_ = find(machine.startAt->value);
  if (start_)
    findComponents();
}

std::optional<uint32_t> Graph::find(std::string_view name) const {
  auto place = std::lower_bound(names_.begin(), names_.end(), std::pair(name, uint32_t(0)));
  if (place == names_.end() || place->first != name)
    return std::nullopt;
  return place->second;
}

void Graph::collect(uint32_t from) {
  using enum Edge::Kind;
  const ast::State &state = this->state(from);
  if (state.broken)
    open_[from] = true;
  if (const auto *choice = state.as<ast::ChoiceState>()) {
    for (size_t i = 0; i < choice->rules.size(); ++i)
      add(Rule, i, choice->rules[i].next, choice->rules[i].assign, from);
    add(Default, 0, choice->defaultNext, state.assign, from);
  }
  add(Next, 0, state.next, state.assign, from);
  for (size_t i = 0; i < state.catchers.size(); ++i)
    add(Catch, i, state.catchers[i].next, state.catchers[i].assign, from);
}

void Graph::add(Edge::Kind kind, size_t index, const ast::Text &target,
                const ast::TemplateField &assign, uint32_t from) {
  if (!target)
    return;
  if (auto to = find(target->value))
    edges_.push_back({kind, static_cast<uint32_t>(index), *to, &*target, &assign});
  else
    open_[from] = true;
}

std::vector<uint32_t> Graph::statesOf(uint32_t component) const {
  std::vector<uint32_t> states;
  for (uint32_t i = 0; i < size(); ++i)
    if (component_[i] == component)
      states.push_back(i);
  return states;
}

void Graph::findComponents() {
  struct Visit {
    uint32_t state, edge;
  };
  std::vector<uint32_t> order(size(), none), low(size()), stack;
  std::vector<Visit> path;
  uint32_t count = 0;
  auto enter = [&](uint32_t state) {
    order[state] = low[state] = count++;
    stack.push_back(state);
    path.push_back({state, 0});
  };
  auto close = [&](uint32_t state) {
    uint32_t number = componentCount(), last = none;
    size_t members = 0;
    while (last != state) {
      last = stack.back();
      stack.pop_back();
      component_[last] = number;
      ++members;
    }
    auto edges = out(state);
    bool itself =
        std::any_of(edges.begin(), edges.end(), [&](const Edge &e) { return e.to == state; });
    loops_.push_back(members > 1 || itself);
  };
  enter(*start_);
  while (!path.empty()) {
    auto [state, edge] = path.back();
    if (edge < out(state).size()) {
      ++path.back().edge;
      uint32_t to = out(state)[edge].to;
      if (order[to] == none)
        enter(to);
      else if (component_[to] == none)
        low[state] = std::min(low[state], order[to]);
      continue;
    }
    path.pop_back();
    if (!path.empty())
      low[path.back().state] = std::min(low[path.back().state], low[state]);
    if (low[state] == order[state])
      close(state);
  }
}

} // namespace aslc::analysis::flow
