// Loops that poll a job until it has ended.
#pragma once

#include "compiler/analysis/flow/checks.h"
#include "compiler/analysis/flow/statuses.h"
#include "compiler/sema/condition.h"

#include <optional>
#include <string>
#include <vector>

namespace aslc::analysis::flow {

/// A Choice of a loop, with its rules as formulas.
struct LoopChoice {
  uint32_t state;
  std::vector<sema::Condition> rules;
};

/// One loop of a flow. Keeps references to it.
class PollingLoop {
public:
  PollingLoop(const Graph &graph, uint32_t component);

  const std::vector<uint32_t> &states() const { return states_; }
  const std::vector<LoopChoice> &choices() const { return choices_; }
  bool contains(uint32_t state) const { return graph_.component(state) == component_; }

  /// The states that may follow the `looker` before it runs again when `truth` decides tests.
  /// nullopt when one of them may leave the loop.
  template <typename Truth>
  std::optional<std::vector<bool>> after(uint32_t looker, Truth &&truth) const;

private:
  template <typename Truth, typename Visit>
  void targets(uint32_t state, Truth &truth, Visit visit) const;

  const Graph &graph_;
  uint32_t component_;
  std::vector<uint32_t> states_;
  std::vector<LoopChoice> choices_;
};

template <typename Truth, typename Visit>
void PollingLoop::targets(uint32_t state, Truth &truth, Visit visit) const {
  const LoopChoice *choice = nullptr;
  for (const LoopChoice &each : choices_)
    if (each.state == state)
      choice = &each;
  for (const Edge &edge : graph_.out(state)) {
    if (edge.kind == Edge::Kind::Catch)
      continue;
    std::optional<bool> value = true;
    if (choice && edge.kind == Edge::Kind::Rule)
      value = sema::evaluate(choice->rules[edge.index], truth);
    if (value == false)
      continue;
    visit(edge.to);
    if (choice && value.has_value())
      return; // a rule that surely holds, or the default
  }
}

template <typename Truth>
std::optional<std::vector<bool>> PollingLoop::after(uint32_t looker, Truth &&truth) const {
  std::vector<bool> seen(graph_.size());
  std::vector<uint32_t> work{looker};
  bool leaves = false;
  while (!work.empty() && !leaves) {
    uint32_t state = work.back();
    work.pop_back();
    leaves |= graph_.isOpen(state);
    targets(state, truth, [&](uint32_t to) {
      leaves |= !contains(to);
      if (to != looker && contains(to) && !seen[to]) {
        seen[to] = true;
        work.push_back(to);
      }
    });
  }
  return leaves ? std::nullopt : std::optional(std::move(seen));
}

} // namespace aslc::analysis::flow
