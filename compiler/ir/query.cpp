// What both backends ask of an expression.
#include "compiler/ir/asl.h"

using namespace aslc::ir;

static bool isPlain(mlir::Value value, mlir::Region &query) {
  mlir::Operation *op = value.getDefiningOp();
  if (!query.isAncestor(value.getParentRegion()))
    return true;
  if (!op)
    return false;
  if (mlir::isa<LookupOp, NormalizeOp, KeepArrayOp>(op))
    return isPlain(op->getOperand(0), query);
  return mlir::isa<ConstantOp, PathOp, ContextOp, GetVarOp, ArithmeticOp, NegateOp, EqualityOp,
                   OrderOp, ConcatOp, IncludesOp, BooleanOp, UndefinedOp>(op);
}

bool QueryOp::isPlainInside() {
  return isPlain(getBody().front().getTerminator()->getOperand(0), getBody());
}

bool QueryOp::needsLimits() {
  return getBody()
      .walk([](mlir::Operation *each) {
        return mlir::isa<LibraryOp, ApplyOp, PartialOp, PipeOp, TransformOp, ConcatOp, RangeOp>(
                   each)
                   ? mlir::WalkResult::interrupt()
                   : mlir::WalkResult::advance();
      })
      .wasInterrupted();
}
