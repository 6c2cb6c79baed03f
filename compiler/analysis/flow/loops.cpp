// Loops that go on for ever once they have gone round: nothing in them changes what their exits
// depend on, or a failure leads straight back to what has failed.
#include "compiler/analysis/flow/checks.h"

#include "compiler/analysis/flow/writes.h"
#include "compiler/ast/walk.h"

namespace aslc::analysis::flow {

namespace {

class LoopChecker {
public:
  LoopChecker(FlowChecker &checker, const Graph &graph, uint32_t component)
      : checker_(checker), graph_(graph), component_(component),
        states_(graph.statesOf(component)) {}

  void run() {
    retries();
    progress();
  }

private:
  bool contains(const Edge &edge) const { return graph_.component(edge.to) == component_; }

  /// A catcher that leads back to its task with nothing but Pass states between.
  void retries() {
    for (uint32_t index : states_) {
      const ast::State &state = graph_.state(index);
      const auto *task = state.as<ast::TaskState>();
      if (!task || !task->resource || task->resource->value.ends_with(".waitForTaskToken") ||
          task->resource->value.find(":activity:") != std::string::npos)
        continue;
      for (const Edge &edge : graph_.out(index))
        if (edge.kind == Edge::Kind::Catch && leadsBack(edge.to, index))
          checker_.diags.emit(edge.target->range, diag::Kind::CatchLoop, {state.name})
              .hint("`Retry` waits between the attempts, and ends after `MaxAttempts`");
    }
  }

  /// Whether `from` comes to `to` through Pass states alone.
  bool leadsBack(uint32_t from, uint32_t to) const {
    for (uint32_t steps = 0; steps <= graph_.size() && from != to; ++steps) {
      const ast::State &state = graph_.state(from);
      if (!state.as<ast::PassState>() || graph_.out(from).size() != 1)
        return false;
      from = graph_.out(from)[0].to;
    }
    return from == to;
  }

  /// Exits that always decide as they did before.
  void progress() {
    Writes writes;
    for (uint32_t index : states_) {
      if (graph_.isOpen(index))
        return;
      for (const Edge &edge : graph_.out(index))
        if (contains(edge))
          writes.add(graph_.state(index), edge);
    }
    const ast::State *exit = nullptr;
    for (uint32_t index : states_) {
      const ast::State &state = graph_.state(index);
      const auto *choice = state.as<ast::ChoiceState>();
      if (!choice)
        continue;
      if (!writes.leavesAlone(state))
        return;
      for (const Edge &edge : graph_.out(index))
        if (!contains(edge) && !exit)
          exit = &state;
    }
    if (exit)
      checker_.diags.emit(exit->nameRange, diag::Kind::LoopWithoutProgress, {exit->name})
          .hint("the loop goes on until the execution is stopped");
  }

  FlowChecker &checker_;
  const Graph &graph_;
  uint32_t component_;
  std::vector<uint32_t> states_;
};

} // namespace

void checkLoops(FlowChecker &checker) {
  for (const Flow &flow : checker.flows)
    for (uint32_t i = 0; i < flow.graph.componentCount(); ++i)
      if (flow.graph.isLoop(i))
        LoopChecker(checker, flow.graph, i).run();
}

} // namespace aslc::analysis::flow
