// What TableGen writes for the ops of JSONata expressions.
#include "compiler/ir/asl.h"
#include "compiler/ir/syntax.h"

#include "mlir/IR/PatternMatch.h"

using namespace aslc::ir;

void AslDialect::addJsonataOps() {
  addOperations<
#define GET_OP_LIST
#include "compiler/ir/AslJsonataOps.cpp.inc"
      >();
}

#define GET_OP_CLASSES
#include "compiler/ir/AslJsonataOps.cpp.inc"
