// Solves the data-flow problem of assigned variables, visiting states in reverse postorder.
#include "compiler/sema/assigned.h"

#include <set>

namespace aslc::sema {

namespace {

/// For each state its place in reverse postorder from `start`: mostly before those it leads to.
std::vector<size_t> orderOf(const std::vector<std::vector<FlowEdge>> &edges, size_t start) {
  std::vector<size_t> place(edges.size());
  std::vector<bool> seen(edges.size());
  std::vector<std::pair<size_t, size_t>> path{{start, 0}}; // a state and its next edge to follow
  seen[start] = true;
  size_t left = edges.size();
  while (!path.empty()) {
    auto &[state, next] = path.back();
    if (next == edges[state].size()) {
      place[state] = --left;
      path.pop_back();
      continue;
    }
    size_t to = edges[state][next++].to;
    if (!seen[to]) {
      seen[to] = true;
      path.emplace_back(to, 0);
    }
  }
  return place;
}

} // namespace

void VariableSet::unite(const VariableSet &other) {
  for (size_t i = 0; i < words_.size(); ++i)
    words_[i] |= other.words_[i];
}

void VariableSet::intersect(const VariableSet &other) {
  for (size_t i = 0; i < words_.size(); ++i)
    words_[i] &= other.words_[i];
}

std::vector<std::optional<Assigned>> follow(const std::vector<std::vector<FlowEdge>> &edges,
                                            size_t start, const Assigned &before) {
  std::vector<std::optional<Assigned>> entered(edges.size());
  std::vector<size_t> order = orderOf(edges, start);
  std::set<std::pair<size_t, size_t>> work; // by place, then state
  auto enter = [&](size_t state, const Assigned &with) {
    if (!entered[state]) {
      entered[state] = with;
      work.emplace(order[state], state);
      return;
    }
    Assigned merged = *entered[state];
    merged.may.unite(with.may);
    merged.must.intersect(with.must);
    if (merged == *entered[state])
      return;
    entered[state] = std::move(merged);
    work.emplace(order[state], state);
  };
  enter(start, before);
  while (!work.empty()) {
    size_t state = work.begin()->second;
    work.erase(work.begin());
    for (const FlowEdge &edge : edges[state]) {
      Assigned after = *entered[state];
      for (size_t number : edge.assigned) {
        after.may.add(number);
        after.must.add(number);
      }
      enter(edge.to, after);
    }
  }
  return entered;
}

} // namespace aslc::sema
