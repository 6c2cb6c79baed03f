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
      op->erase();
    });
  }
};

} // namespace
} // namespace aslc::transform
