// The flows of a machine, and the checks of them by subject.
#pragma once

#include "compiler/analysis/flow/constants.h"
#include "compiler/analysis/flow/graph.h"
#include "compiler/diag/engine.h"

#include <deque>

namespace aslc::analysis::flow {

/// A flow, and the state that it belongs to.
struct Flow {
  explicit Flow(const ast::Machine &machine) : graph(machine) {}

  Graph graph;
  const Flow *outer = nullptr;       ///< null for the whole machine
  const ast::State *owner = nullptr; ///< the Parallel or Map that it belongs to
  bool distributed = false;          ///< runs as executions of its own
  bool express = false;              ///< runs in an express execution
  struct Inner {
    uint32_t state;
    const Flow *flow;
  };
  std::vector<Inner> inner; ///< the flows of its states
};

/// All flows of a machine, outer ones first.
std::deque<Flow> flowsOf(const ast::Machine &root);

struct FlowChecker {
  FlowChecker(const ast::Machine &root, diag::Engine &diags);

  const ast::Machine &root;
  diag::Engine &diags;
  std::deque<Flow> flows; ///< outer ones first
  Constants constants;
};

/// Each reports its subject for all flows.
void checkTime(FlowChecker &checker);
void checkCallbacks(FlowChecker &checker);
void checkChoices(FlowChecker &checker);
void checkLoops(FlowChecker &checker);
void checkPolling(FlowChecker &checker);
void checkMaps(FlowChecker &checker);
void checkStarts(FlowChecker &checker);
void checkUnread(FlowChecker &checker);
void checkEscapes(FlowChecker &checker);
void checkOverwritten(FlowChecker &checker);
void checkDelivery(FlowChecker &checker);
void checkCounters(FlowChecker &checker);
void checkFunctions(FlowChecker &checker);
void checkSagas(FlowChecker &checker);
void checkMade(FlowChecker &checker);
void checkGrowth(FlowChecker &checker);
/// Comes after all that reports rules which always hold: their values are there.
void checkPresence(FlowChecker &checker);

} // namespace aslc::analysis::flow
