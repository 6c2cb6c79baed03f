// All analyses of a machine, one after the other.
#include "compiler/analysis/analyze.h"

#include "compiler/analysis/flow/flow.h"

namespace aslc::analysis {

void analyze(const ast::Machine &machine, const Options &, diag::Engine &diags) {
  checkFlow(machine, diags);
}

} // namespace aslc::analysis
