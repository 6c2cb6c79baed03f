// asl-print-raises: see Passes.td.
#include "compiler/transform/pipeline.h"

namespace aslc::transform {

#define GEN_PASS_DEF_PRINTRAISES
#include "compiler/transform/Passes.h.inc"

namespace {

struct PrintRaises : impl::PrintRaisesBase<PrintRaises> {
  void runOnOperation() override {
    getOperation()->walk<mlir::WalkOrder::PreOrder>([](mlir::Operation *op) {
      llvm::raw_ostream &out = llvm::outs();
      if (auto state = mlir::dyn_cast<ir::State>(op))
        out << mlir::SymbolTable::getSymbolName(op).getValue() << ": " << ir::errorsOf(state)
            << "; escaping: " << ir::errorsEscaping(state) << '\n';
      else if (auto raises = mlir::dyn_cast<ir::Raises>(op))
        out << "  " << op->getName() << ": " << raises.getRaisedErrors()
            << (raises.handlesErrors() ? ", handles those inside" : "") << '\n';
    });
    markAllAnalysesPreserved();
  }
};

} // namespace
} // namespace aslc::transform
