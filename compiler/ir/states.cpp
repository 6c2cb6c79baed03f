// The state ops: what they answer to analyses, and what must hold of them.
#include "compiler/ir/asl.h"

#define GET_OP_CLASSES
#include "compiler/ir/AslOps.cpp.inc"

using namespace mlir;
using namespace aslc::ir;

namespace {

/// Every state of a flow must be a State, and `start` one of them.
LogicalResult verifyFlow(Operation *op, FlatSymbolRefAttr start) {
  Block &block = op->getRegion(0).front();
  if (block.empty())
    return op->emitOpError("has no states");
  for (Operation &state : block)
    if (!isa<State>(state))
      return state.emitOpError("is no state, but lies among the states of a flow");
  if (!SymbolTable::lookupSymbolIn(op, start))
    return op->emitOpError("starts at ") << start << ", which is no state of it";
  return success();
}

SmallVector<Operation *> catchersOf(Region &catches) {
  SmallVector<Operation *> result;
  if (!catches.empty())
    for (Operation &catcher : catches.front())
      result.push_back(&catcher);
  return result;
}

/// Every state named by `state` must exist in its flow.
LogicalResult verifyTargets(State state, SymbolTableCollection &tables) {
  Operation *op = state.getOperation();
  Operation *flow = op->getParentOp();
  auto check = [&](FlatSymbolRefAttr target, Operation *where) -> LogicalResult {
    if (tables.lookupSymbolIn(flow, target))
      return success();
    return where->emitOpError("leads to ") << target << ", which is no state of its flow";
  };
  for (FlatSymbolRefAttr target : state.getSuccessorStates())
    if (failed(check(target, op)))
      return failure();
  for (Operation *catcher : state.getCatcherOps()) {
    auto one = dyn_cast<CatcherOp>(catcher);
    if (!one)
      return catcher->emitOpError("is no catcher, but lies among the catchers of a state");
    if (failed(check(one.getNextAttr(), catcher)))
      return failure();
  }
  return success();
}

} // namespace

LogicalResult MachineOp::verify() { return verifyFlow(*this, getStartAttr()); }
LogicalResult BranchOp::verify() { return verifyFlow(*this, getStartAttr()); }

#define ASL_STATE_TARGETS(Op)                                                                      \
  LogicalResult Op::verifySymbolUses(SymbolTableCollection &tables) {                              \
    return verifyTargets(cast<State>(getOperation()), tables);                                     \
  }
ASL_STATE_TARGETS(PassOp)
ASL_STATE_TARGETS(TaskOp)
ASL_STATE_TARGETS(ChoiceOp)
ASL_STATE_TARGETS(WaitOp)
ASL_STATE_TARGETS(SucceedOp)
ASL_STATE_TARGETS(FailOp)
ASL_STATE_TARGETS(ParallelOp)
ASL_STATE_TARGETS(MapOp)
#undef ASL_STATE_TARGETS

SmallVector<Operation *> TaskOp::getCatcherOps() { return catchersOf(getCatches()); }
SmallVector<Operation *> ParallelOp::getCatcherOps() { return catchersOf(getCatches()); }
SmallVector<Operation *> MapOp::getCatcherOps() { return catchersOf(getCatches()); }
bool TaskOp::maySuspend() { return true; }
bool ParallelOp::maySuspend() { return true; }
bool MapOp::maySuspend() { return true; }
bool WaitOp::maySuspend() { return true; }

SmallVector<FlatSymbolRefAttr> ChoiceOp::getSuccessorStates() {
  SmallVector<FlatSymbolRefAttr> result;
  for (RuleOp rule : getRules().getOps<RuleOp>())
    result.push_back(rule.getNextAttr());
  if (auto next = getNextAttr())
    result.push_back(next);
  return result;
}
bool ChoiceOp::endsFlow() { return false; }
SmallVector<FlatSymbolRefAttr> SucceedOp::getSuccessorStates() { return {}; }
bool SucceedOp::endsFlow() { return true; }
SmallVector<FlatSymbolRefAttr> FailOp::getSuccessorStates() { return {}; }
bool FailOp::endsFlow() { return true; }
