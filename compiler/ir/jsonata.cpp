// What both backends ask of an expression.
#include "compiler/ir/asl.h"

using namespace aslc::ir;

static bool isPlain(mlir::Value value, mlir::Region &jsonata) {
  mlir::Operation *op = value.getDefiningOp();
  if (!jsonata.isAncestor(value.getParentRegion()))
    return true;
  if (!op)
    return false;
  if (mlir::isa<LookupOp, NormalizeOp, KeepArrayOp>(op))
    return isPlain(op->getOperand(0), jsonata);
  return mlir::isa<ConstantOp, PathOp, ContextOp, GetVarOp, ArithmeticOp, NegateOp, EqualityOp,
                   OrderOp, ConcatOp, IncludesOp, BooleanOp, UndefinedOp>(op);
}

bool JsonataOp::handlesErrors() { return true; }

void JsonataOp::getSuccessorRegions(mlir::RegionBranchPoint point,
                                    llvm::SmallVectorImpl<mlir::RegionSuccessor> &successors) {
  if (point.isParent())
    successors.emplace_back(&getBody());
  else
    successors.emplace_back(getOperation()->getResults());
}

void IfOp::getSuccessorRegions(mlir::RegionBranchPoint point,
                               llvm::SmallVectorImpl<mlir::RegionSuccessor> &successors) {
  if (!point.isParent()) {
    successors.emplace_back(getOperation()->getResults());
    return;
  }
  successors.emplace_back(&getThen());
  successors.emplace_back(&getOtherwise());
}

bool JsonataOp::isPlainInside() {
  return isPlain(getBody().front().getTerminator()->getOperand(0), getBody());
}

/// Whether two values are never looked through to compare them: one of them has no inside.
static bool isFlat(EqualityOp op) {
  return llvm::any_of(op->getOperands(), [](mlir::Value operand) {
    auto known = operand.getDefiningOp<ConstantOp>();
    return known && !known.getValue().isContainer();
  });
}

/// Whether `op` copies nothing that its operands hold, and counts nothing. Not lists: of one that
/// is twice in another, and so on, the items are copied.
static bool isBounded(mlir::Operation *op) {
  if (auto equality = mlir::dyn_cast<EqualityOp>(op))
    return isFlat(equality);
  return mlir::isa<ConstantOp, PathOp, ContextOp, GetVarOp, UndefinedOp, LookupOp, PickOp,
                   NormalizeOp, KeepArrayOp, ArithmeticOp, NegateOp, OrderOp, BooleanOp, TruthOp,
                   NotOp, AllOp, AnyOp, IsTrueOp, IfOp, MembersOp, YieldOp>(op);
}

bool JsonataOp::needsLimits() {
  return getBody()
      .walk([](mlir::Operation *each) {
        return isBounded(each) ? mlir::WalkResult::advance() : mlir::WalkResult::interrupt();
      })
      .wasInterrupted();
}
