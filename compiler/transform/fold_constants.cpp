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
      mlir::Attribute value = folder.fold(op);
      if (!value)
        return;
      builder.setInsertionPoint(op);
      mlir::Operation *constant =
          op->getDialect()->materializeConstant(builder, value, mlir::Type(), op->getLoc());
      op->replaceAllUsesWith(constant);
      op->erase();
      ++folded;
      // Checks of what is now surely there.
      for (mlir::Operation *user : llvm::make_early_inc_range(constant->getUsers())) {
        if (auto require = mlir::dyn_cast<ir::RequireOp>(user);
            require && require.getValue() == constant->getResult(0)) {
          require.replaceAllUsesWith(constant->getResult(0));
          require.erase();
        }
      }
    });
  }
};

} // namespace
} // namespace aslc::transform
