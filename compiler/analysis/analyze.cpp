// All analyses of a machine, one after the other.
#include "compiler/analysis/analyze.h"

#include "compiler/analysis/flow/flow.h"
#include "compiler/analysis/shape/literal.h"
#include "compiler/analysis/shapes/flow.h"

namespace aslc::analysis {

void analyze(const ast::Machine &machine, const Options &options, diag::Engine &diags) {
  checkFlow(machine, diags);
  Shape input = options.inputSchema ? shapeOfSchema(*options.inputSchema) : Shape::any();
  MachineFacts facts{machine, diags, input, {}, {}};
  DataFlow(facts, machine, {Shape::missing(), 0}, /*reports=*/true).run({{std::move(input), {}}});
}

} // namespace aslc::analysis
