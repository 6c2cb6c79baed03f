// What TableGen writes for the ops of the data flow of states.
#include "compiler/ir/asl.h"
#include "compiler/ir/syntax.h"

#include "mlir/IR/PatternMatch.h"

using namespace aslc::ir;

void AslDialect::addDataOps() {
  addOperations<
#define GET_OP_LIST
#include "compiler/ir/AslDataOps.cpp.inc"
      >();
}

#define GET_OP_CLASSES
#include "compiler/ir/AslDataOps.cpp.inc"
