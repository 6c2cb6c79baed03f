// See pipeline.h.
#include "compiler/transform/pipeline.h"

#include "mlir/Pass/PassRegistry.h"
#include "mlir/Transforms/Passes.h"

namespace aslc::transform {

namespace {
#define GEN_PASS_REGISTRATION
#include "compiler/transform/Passes.h.inc"
} // namespace

void buildPipeline(mlir::OpPassManager &passes) {
  mlir::OpPassManager &machine = passes.nest<ir::MachineOp>();
  // Once before constants are folded, so that paths into objects of the same state are gone; once
  // after, for conditions that became constant.
  machine.addPass(mlir::createCanonicalizerPass());
  machine.addPass(createFoldConstants());
  machine.addPass(mlir::createCanonicalizerPass());
  machine.addPass(createFoldRules());
  machine.addPass(createDropUnreachableStates());
  machine.addPass(createDropIdentities());
  machine.addPass(mlir::createCSEPass());

  mlir::OpPassManager &expression = passes.nest<ir::ExpressionOp>();
  expression.addPass(mlir::createCanonicalizerPass());
  expression.addPass(createFoldConstants());
  expression.addPass(mlir::createCanonicalizerPass());
  expression.addPass(mlir::createCSEPass());
}

void registerPasses() {
  registerTransformPasses();
  mlir::registerCanonicalizerPass();
  mlir::registerCSEPass();
  mlir::PassPipelineRegistration<>("asl-simplify", "everything that aslc does to a machine",
                                   buildPipeline);
}

} // namespace aslc::transform
