// All analyses of a machine, one after the other.
#include "compiler/analysis/analyze.h"

#include "compiler/analysis/bounds/check.h"
#include "compiler/analysis/flow/flow.h"
#include "compiler/analysis/shape/literal.h"
#include "compiler/analysis/shapes/flow.h"

namespace aslc::analysis {

namespace {

/// What shapes say of the machine; `feasible` gets the ways through it that may be taken.
DataFacts followData(const ast::Machine &machine, const Options &options, diag::Engine &diags,
                     Feasible &feasible) {
  DataFacts data;
  Shape input = options.inputSchema ? shapeOfSchema(*options.inputSchema) : Shape::any();
  MachineFacts facts{machine, diags, input, {}, &data, {}, {}};
  DataFlow(facts, machine, {Shape::missing(), 0}, /*reports=*/true).run({{std::move(input), {}}});
  feasible = std::move(facts.feasible);
  return data;
}

} // namespace

void analyze(const ast::Machine &machine, const Options &options, diag::Engine &diags) {
  bool inputIsKnown = options.inputSchema != nullptr;
  flow::FlowChecker checker(machine, diags);
  checkFlow(checker, inputIsKnown);
  Feasible feasible;
  DataFacts data = followData(machine, options, diags, feasible);
  if (!inputIsKnown)
    checkPresence(checker);
  bounds::checkBounds(machine, data, diags);
  properties::checkProperties(machine, feasible, options.properties, diags);
}

DataFacts dataOf(const ast::Machine &machine, const Options &options) {
  diag::Engine unused(machine.tree->file);
  Feasible feasible;
  return followData(machine, options, unused, feasible);
}

} // namespace aslc::analysis
