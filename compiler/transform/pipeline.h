// The passes over the asl dialect, one by one (Passes.td describes each) and in their order.
#pragma once

#include "compiler/ir/asl.h"

#include "mlir/Pass/Pass.h"
#include "mlir/Pass/PassManager.h"

namespace aslc::transform {

#define GEN_PASS_DECL
#include "compiler/transform/Passes.h.inc"

/// Everything that makes a machine smaller and faster without changing its output, its errors or
/// its history. `passes` is for a module.
void buildPipeline(mlir::OpPassManager &passes);

/// Makes the passes, and the pipeline as `asl-simplify`, known by name to tools.
void registerPasses();

} // namespace aslc::transform
