// Looks at each flow by itself: a transition that no data takes is none.
#include "compiler/analysis/properties/soundness.h"

#include "compiler/analysis/flow/graph.h"
#include "compiler/ast/walk.h"

#include <algorithm>
#include <set>

namespace aslc::analysis::properties {

namespace {

using flow::Edge;
using flow::Graph;

class FlowSoundness {
public:
  FlowSoundness(const ast::Machine &machine, const Feasible &feasible)
      : graph_(machine), feasible_(feasible), before_(graph_.size(), none) {
    if (!graph_.start())
      return;
    order_.push_back(*graph_.start());
    before_[*graph_.start()] = *graph_.start();
    for (size_t i = 0; i < order_.size(); ++i)
      for (const Edge &edge : graph_.out(order_[i]))
        if (mayTake(order_[i], edge) && before_[edge.to] == none) {
          before_[edge.to] = order_[i];
          order_.push_back(edge.to);
        }
  }

  const Graph &graph() const { return graph_; }

  /// The states from which no end can be reached, in the order in which they are reached.
  std::vector<uint32_t> stuck() const {
    std::vector<bool> ends(graph_.size());
    for (bool isNew = true; isNew;) {
      isNew = false;
      for (auto each = order_.rbegin(); each != order_.rend(); ++each)
        if (!ends[*each] && mayEnd(*each, ends))
          ends[*each] = isNew = true;
    }
    std::vector<uint32_t> found;
    std::copy_if(order_.begin(), order_.end(), std::back_inserter(found),
                 [&](uint32_t state) { return !ends[state]; });
    return found;
  }

  std::vector<uint32_t> pathTo(uint32_t state) const {
    std::vector<uint32_t> path{state};
    while (before_[path.back()] != path.back())
      path.push_back(before_[path.back()]);
    std::reverse(path.begin(), path.end());
    return path;
  }

private:
  static constexpr uint32_t none = ~0u;

  bool mayTake(uint32_t from, const Edge &edge) const {
    const ast::State &state = graph_.state(from);
    if (!feasible_.entered.contains(&graph_.state(edge.to)))
      return false;
    if (edge.kind == Edge::Kind::Rule)
      return feasible_.mayTake(state, edge.index);
    return edge.kind != Edge::Kind::Default || feasible_.mayMatchNone(state);
  }

  bool mayEnd(uint32_t index, const std::vector<bool> &ends) const {
    const ast::State &state = graph_.state(index);
    if (state.end || state.as<ast::SucceedState>() || state.as<ast::FailState>() ||
        graph_.isOpen(index))
      return true;
    auto edges = graph_.out(index);
    return std::any_of(edges.begin(), edges.end(),
                       [&](const Edge &edge) { return ends[edge.to] && mayTake(index, edge); });
  }

  Graph graph_;
  const Feasible &feasible_;
  std::vector<uint32_t> before_, order_;
};

} // namespace

void checkSoundness(const Property &property, const ast::Machine &machine, const Feasible &feasible,
                    diag::Engine &diags,
                    const std::function<void(diag::Engine::Builder)> &explain) {
  using enum Property::Form;
  if (property.form == ProperCompletion)
    return;
  std::set<const ast::Machine *> dead; // flows of states that are never entered
  ast::forEachMachine(machine, [&](const ast::Machine &flow) {
    if (property.form == NoDeadStates) {
      for (const ast::State &state : flow.states) {
        if (feasible.entered.contains(&state))
          continue;
        ast::forEachInner(state, [&](const ast::Machine &inner, bool) { dead.insert(&inner); });
        if (!dead.contains(&flow))
          explain(diags.emit(state.nameRange, diag::Kind::PropertyViolated,
                             {property.text, "`" + state.name + "` is never entered"}));
      }
      return;
    }
    FlowSoundness soundness(flow, feasible);
    std::vector<uint32_t> stuck = soundness.stuck();
    if (stuck.empty() || !feasible.entered.contains(&soundness.graph().state(stuck[0])))
      return;
    const ast::State &first = soundness.graph().state(stuck[0]);
    auto made = diags.emit(first.nameRange, diag::Kind::PropertyViolated,
                           {property.text, "no end can be reached from `" + first.name + "`"});
    for (uint32_t each : soundness.pathTo(stuck[0])) {
      const ast::State &state = soundness.graph().state(each);
      made.step(state.nameRange, "`" + state.name + "` is entered");
    }
    explain(made);
  });
}

} // namespace aslc::analysis::properties
