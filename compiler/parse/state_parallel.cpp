// Parallel: its branches.
#include "compiler/parse/state.h"

namespace aslc::parse {

ast::ParallelState readParallel(Fields &fields) {
  Context &context = fields.context();
  ast::ParallelState parallel;
  const Node *branches = readArray(context, fields.require("Branches"), false);
  if (!branches)
    return parallel;
  for (const Node *branch : branches->items) {
    if (branch->is(Node::Kind::Object))
      parallel.branches.push_back(readMachine(context, *branch, MachineRole::Branch, "a branch"));
    else
      context.diags.emit(branch->range, diag::Kind::WrongType,
                         {"Branches", describe(*branch), "branches, which are objects"});
  }
  return parallel;
}

} // namespace aslc::parse
