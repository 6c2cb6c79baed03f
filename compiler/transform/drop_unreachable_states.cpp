// asl-drop-unreachable-states: see Passes.td.
#include "compiler/transform/pipeline.h"

#include "llvm/ADT/SetVector.h"

namespace aslc::transform {

#define GEN_PASS_DEF_DROPUNREACHABLESTATES
#include "compiler/transform/Passes.h.inc"

namespace {

/// The states that ways from the start of `flow` lead to.
llvm::SetVector<mlir::Operation *> reached(ir::Flow flow) {
  mlir::SymbolTable states(flow);
  llvm::SetVector<mlir::Operation *> found;
  found.insert(states.lookup(flow.getStartState().getValue()));
  for (size_t i = 0; i < found.size(); ++i) {
    auto state = mlir::cast<ir::State>(found[i]);
    for (mlir::FlatSymbolRefAttr next : state.getSuccessorStates())
      found.insert(states.lookup(next.getValue()));
    for (mlir::Operation *catcher : state.getCatcherOps())
      found.insert(states.lookup(mlir::cast<ir::CatcherOp>(catcher).getNext()));
  }
  return found;
}

struct DropUnreachableStates : impl::DropUnreachableStatesBase<DropUnreachableStates> {
  void runOnOperation() override {
    // The outermost flow first: what goes there takes its inner flows along.
    getOperation()->walk<mlir::WalkOrder::PreOrder>([&](ir::Flow flow) {
      llvm::SetVector<mlir::Operation *> kept = reached(flow);
      for (mlir::Operation &state : llvm::make_early_inc_range(flow.getStateBlock())) {
        if (!kept.contains(&state))
          state.erase();
      }
    });
  }
};

} // namespace
} // namespace aslc::transform
