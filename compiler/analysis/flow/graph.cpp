// Collects the transitions of a flow, and finds its loops.
#include "compiler/analysis/flow/graph.h"

#include "compiler/analysis/flow/components.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace aslc::analysis::flow {

namespace {

/// The second numbers of sorted pairs, and for each of the first `count` numbers where those that
/// belong to it begin; at last where all of them end.
std::pair<std::vector<uint32_t>, std::vector<uint32_t>>
grouped(const std::vector<std::pair<uint32_t, uint32_t>> &pairs, uint32_t count) {
  std::vector<uint32_t> members, first(count + 1);
  for (auto [group, member] : pairs) {
    members.push_back(member);
    ++first[group + 1];
  }
  std::partial_sum(first.begin(), first.end(), first.begin());
  return {std::move(members), std::move(first)};
}

} // namespace

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
  findSources();
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

void Graph::findSources() {
  std::vector<std::pair<uint32_t, uint32_t>> sources;
  for (uint32_t i = 0; i < size(); ++i)
    for (const Edge &edge : out(i))
      sources.emplace_back(edge.to, i);
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  std::tie(before_, firstBefore_) = grouped(sources, size());
}

void Graph::findComponents() {
  Components found = flow::findComponents(
      size(), {&*start_, 1}, [&](uint32_t state) { return out(state); },
      [](const Edge &edge) { return edge.to; });
  component_ = std::move(found.of);
  loops_ = std::move(found.loops);
  std::vector<std::pair<uint32_t, uint32_t>> members;
  for (uint32_t i = 0; i < size(); ++i)
    if (component_[i] != none)
      members.emplace_back(component_[i], i);
  std::sort(members.begin(), members.end());
  std::tie(members_, firstMember_) = grouped(members, componentCount());
}

} // namespace aslc::analysis::flow
