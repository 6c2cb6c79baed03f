// What TableGen writes for the ops; all in one place, because their parts call each other.
#include "compiler/ir/asl.h"
#include "compiler/ir/syntax.h"

#include "mlir/IR/PatternMatch.h"

using namespace aslc::ir;

#define GET_OP_CLASSES
#include "compiler/ir/AslOps.cpp.inc"
