// All analyses of a machine, one after the other.
#include "compiler/analysis/analyze.h"

#include "compiler/analysis/bounds/check.h"
#include "compiler/analysis/flow/flow.h"
#include "compiler/analysis/shape/literal.h"
#include "compiler/analysis/shapes/flow.h"

namespace aslc::analysis {

namespace {

DataFacts followData(const ast::Machine &machine, const Options &options, diag::Engine &diags) {
  DataFacts data;
  Shape input = options.inputSchema ? shapeOfSchema(*options.inputSchema) : Shape::any();
  MachineFacts facts{machine, diags, input, {}, &data};
  DataFlow(facts, machine, {Shape::missing(), 0}, /*reports=*/true).run({{std::move(input), {}}});
  return data;
}

} // namespace

void analyze(const ast::Machine &machine, const Options &options, diag::Engine &diags) {
  checkFlow(machine, diags);
  DataFacts data = followData(machine, options, diags);
  bounds::checkBounds(machine, data, diags);
}

DataFacts dataOf(const ast::Machine &machine, const Options &options) {
  diag::Engine unused(machine.tree->file);
  return followData(machine, options, unused);
}

} // namespace aslc::analysis
