// asl-drop-identities: see Passes.td.
#include "compiler/transform/pipeline.h"

namespace aslc::transform {

#define GEN_PASS_DEF_DROPIDENTITIES
#include "compiler/transform/Passes.h.inc"

namespace {

/// The parts of ops that may be absent, each with the argument that it then hands on.
void forEachPart(mlir::Operation *op,
                 llvm::function_ref<void(mlir::Region &, unsigned identity)> visit) {
  if (auto pass = mlir::dyn_cast<ir::PassOp>(op)) {
    visit(pass.getExit(), 0);
  } else if (auto succeed = mlir::dyn_cast<ir::SucceedOp>(op)) {
    visit(succeed.getExit(), 0);
  } else if (auto task = mlir::dyn_cast<ir::TaskOp>(op)) {
    visit(task.getEnter(), 0);
    visit(task.getExit(), 1);
  } else if (auto parallel = mlir::dyn_cast<ir::ParallelOp>(op)) {
    visit(parallel.getEnter(), 0);
    visit(parallel.getExit(), 1);
  } else if (auto map = mlir::dyn_cast<ir::MapOp>(op)) {
    visit(map.getEnter(), 0);
    visit(map.getItems(), 1);
    visit(map.getExit(), 1);
  } else if (auto wait = mlir::dyn_cast<ir::WaitOp>(op)) {
    visit(wait.getEnter(), 0);
    visit(wait.getExit(), 1);
  } else if (auto choice = mlir::dyn_cast<ir::ChoiceOp>(op)) {
    visit(choice.getEnter(), 0);
    visit(choice.getExit(), 1);
  } else if (auto rule = mlir::dyn_cast<ir::RuleOp>(op)) {
    visit(rule.getExit(), 1);
  } else if (auto catcher = mlir::dyn_cast<ir::CatcherOp>(op)) {
    visit(catcher.getExit(), 1);
  }
}

bool isIdentity(mlir::Region &part, unsigned identity) {
  if (part.empty())
    return false;
  mlir::Block &block = part.front();
  auto yield = llvm::cast<ir::YieldOp>(block.getTerminator());
  return yield == &block.front() && yield.getValue() == block.getArgument(identity);
}

struct DropIdentities : impl::DropIdentitiesBase<DropIdentities> {
  void runOnOperation() override {
    getOperation()->walk([&](mlir::Operation *op) {
      forEachPart(op, [&](mlir::Region &part, unsigned identity) {
        if (isIdentity(part, identity))
          part.front().erase();
      });
    });
  }
};

} // namespace
} // namespace aslc::transform
