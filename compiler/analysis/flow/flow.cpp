// The checks of the graph, one after the other.
#include "compiler/analysis/flow/flow.h"

namespace aslc::analysis {

void checkFlow(const ast::Machine &, diag::Engine &) {}

} // namespace aslc::analysis
