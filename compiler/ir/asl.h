// The asl dialect: machines as graphs of states whose data flow is regions. See docs/design.md.
#pragma once

#include "mlir/Bytecode/BytecodeOpInterface.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "compiler/ir/errors.h"
#include "compiler/ir/functions.h"
#include "compiler/ir/json.h"
#include "compiler/ir/number.h"
#include "compiler/ir/transition.h"

namespace mlir {
class PatternRewriter;
} // namespace mlir

namespace aslc::ir {
/// Whether a step of an indefinite path stands where it may and its body goes on with the path.
mlir::LogicalResult verifyPathStep(mlir::Operation *step);
} // namespace aslc::ir

#include "compiler/ir/AslEnums.h.inc"

#include "compiler/ir/AslInterfaces.h.inc"

#include "compiler/ir/AslDialect.h.inc"

#define GET_TYPEDEF_CLASSES
#include "compiler/ir/AslTypes.h.inc"

#define GET_ATTRDEF_CLASSES
#include "compiler/ir/AslAttributes.h.inc"

#define GET_OP_CLASSES
#include "compiler/ir/AslOps.h.inc"
