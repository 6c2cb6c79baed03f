// asl-fold-constants: see Passes.td.
#include "compiler/transform/constant.h"
#include "compiler/transform/pipeline.h"

namespace aslc::transform {

#define GEN_PASS_DEF_FOLDCONSTANTS
#include "compiler/transform/Passes.h.inc"

namespace {

struct FoldConstants : impl::FoldConstantsBase<FoldConstants> {
  void runOnOperation() override {
    ConstantFolder folder;
    mlir::OpBuilder builder(&getContext());
    // Operands come before the ops that use them, so that one walk does it.
    getOperation()->walk([&](mlir::Operation *op) {
      // Checks of what is now surely there.
      if (auto require = mlir::dyn_cast<ir::RequireOp>(op);
          require && require.getValue().getDefiningOp<ir::ConstantOp>()) {
        require.replaceAllUsesWith(require.getValue());
        require.erase();
        return;
      }
      mlir::Attribute value = folder.fold(op);
      if (!value)
        return;
      builder.setInsertionPoint(op);
      op->replaceAllUsesWith(
          op->getDialect()->materializeConstant(builder, value, mlir::Type(), op->getLoc()));
      eraseWithOperands(op, folder);
    });
  }

  /// Operands that only this op used and that cannot fail go with it: no other pass may drop them.
  static void eraseWithOperands(mlir::Operation *op, ConstantFolder &folder) {
    llvm::SmallVector<mlir::Value> operands(op->getOperands());
    op->erase();
    for (mlir::Value operand : operands) {
      mlir::Operation *maker = operand.getDefiningOp();
      if (mlir::isa_and_nonnull<ir::RangeOp, ir::NormalizeOp>(maker) && maker->use_empty() &&
          folder.known(operand))
        eraseWithOperands(maker, folder);
    }
  }
};

} // namespace
} // namespace aslc::transform
