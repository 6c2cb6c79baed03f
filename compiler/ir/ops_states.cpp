// What TableGen writes for the ops of machines, branches, states.
#include "compiler/ir/asl.h"
#include "compiler/ir/syntax.h"

#include "mlir/IR/PatternMatch.h"

using namespace aslc::ir;

void AslDialect::addStateOps() {
  addOperations<
#define GET_OP_LIST
#include "compiler/ir/AslStates.cpp.inc"
      >();
}

#define GET_OP_CLASSES
#include "compiler/ir/AslStates.cpp.inc"
