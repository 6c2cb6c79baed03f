// The checks of the graph, one after the other.
#include "compiler/analysis/flow/flow.h"

#include "compiler/ast/walk.h"

namespace aslc::analysis::flow {

namespace {

void addFlows(std::deque<Flow> &flows, Flow &flow) {
  for (uint32_t i = 0; i < flow.graph.size(); ++i) {
    const ast::State &state = flow.graph.state(i);
    ast::forEachInner(state, [&](const ast::Machine &machine, bool distributed) {
      Flow &inner = flows.emplace_back(machine);
      inner.outer = &flow;
      inner.owner = &state;
      inner.distributed = distributed;
      const auto *map = state.as<ast::MapState>();
      inner.express = flow.express || (distributed && map && map->express);
      flow.inner.push_back({i, &inner});
      addFlows(flows, inner);
    });
  }
}

} // namespace

std::deque<Flow> flowsOf(const ast::Machine &root) {
  std::deque<Flow> flows;
  Flow &whole = flows.emplace_back(root);
  whole.express = root.type == ast::MachineType::Express;
  addFlows(flows, whole);
  return flows;
}

FlowChecker::FlowChecker(const ast::Machine &root, diag::Engine &diags)
    : root(root), diags(diags), flows(flowsOf(root)), constants(root) {}

} // namespace aslc::analysis::flow

namespace aslc::analysis {

void checkFlow(flow::FlowChecker &checker, bool inputIsKnown) {
  using namespace flow;
  checkTime(checker);
  checkCallbacks(checker);
  checkChoices(checker);
  checkLoops(checker);
  checkPolling(checker);
  checkMaps(checker);
  checkStarts(checker);
  checkUnread(checker);
  checkEscapes(checker);
  checkOverwritten(checker);
  checkDelivery(checker);
  checkCounters(checker);
  checkFunctions(checker);
  checkSagas(checker);
  if (!inputIsKnown)
    checkMade(checker);
  checkGrowth(checker);
}

} // namespace aslc::analysis
