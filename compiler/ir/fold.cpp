// Simplifications that need nothing but the ops themselves. What needs values is in transform/.
#include "compiler/ir/asl.h"

#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace aslc::ir;

/// Whether `value` is never missing (and never the error of an indefinite path).
static bool isSurelyThere(Value value) {
  return isa_and_nonnull<ConstantOp, RequireOp, ObjectOp, ArrayOp, SetOp, IntrinsicOp>(
      value.getDefiningOp());
}

OpFoldResult ConstantOp::fold(FoldAdaptor) { return getValueAttr(); }

OpFoldResult TruthOp::fold(FoldAdaptor) { return getValueAttr(); }

/// A path without steps is its value.
OpFoldResult PathOp::fold(FoldAdaptor) {
  return getSteps().empty() ? OpFoldResult(getValue()) : OpFoldResult();
}

/// A path into an object that is made right here begins at the member.
LogicalResult PathOp::canonicalize(PathOp op, PatternRewriter &rewriter) {
  auto object = op.getValue().getDefiningOp<ObjectOp>();
  if (!object)
    return failure();
  ArrayAttr steps = op.getSteps();
  auto member = llvm::find(object.getKeys(), steps[0]);
  if (member == object.getKeys().end())
    return failure();
  Value value = object.getValues()[member - object.getKeys().begin()];
  rewriter.replaceOpWithNewOp<PathOp>(op, value,
                                      rewriter.getArrayAttr(steps.getValue().drop_front()),
                                      op.getFirst() + 1, op.getAll());
  return success();
}

/// What is surely there needs no check.
OpFoldResult RequireOp::fold(FoldAdaptor) {
  return isSurelyThere(getValue()) ? OpFoldResult(getValue()) : OpFoldResult();
}

OpFoldResult IsOp::fold(FoldAdaptor) {
  if (getTest() == TypeTest::Present && isSurelyThere(getValue()))
    return BoolAttr::get(getContext(), true);
  return {};
}

OpFoldResult NotOp::fold(FoldAdaptor adaptor) {
  if (auto value = dyn_cast_or_null<BoolAttr>(adaptor.getValue()))
    return BoolAttr::get(getContext(), !value.getValue());
  if (auto inner = getValue().getDefiningOp<NotOp>())
    return inner.getValue();
  return {};
}

/// What a term yields when that is constant.
static std::optional<bool> outcomeOf(Region &term) {
  auto yield = cast<YieldOp>(term.front().getTerminator());
  if (auto truth = yield.getValue().getDefiningOp<TruthOp>())
    return truth.getValue();
  return std::nullopt;
}

/// And and Or: terms that change nothing go, nothing comes after one that decides. `decides` is
/// what a term must be to end it: false in And, true in Or.
template <typename Op>
static LogicalResult simplifyLazy(Op op, PatternRewriter &rewriter, bool decides) {
  SmallVector<Region *> kept;
  for (Region &term : op->getRegions()) {
    std::optional<bool> outcome = outcomeOf(term);
    // A term that yields a constant may do something that raises before.
    bool plain = llvm::all_of(term.front().without_terminator(),
                              [](Operation &each) { return isMemoryEffectFree(&each); });
    if (outcome == !decides && plain)
      continue;
    kept.push_back(&term);
    if (outcome == decides)
      break;
  }
  if (kept.empty()) {
    rewriter.replaceOpWithNewOp<TruthOp>(op, rewriter.getBoolAttr(!decides));
    return success();
  }
  if (kept.size() == 1) {
    // The only term needs no choice of whether to look at it.
    Block &term = kept.front()->front();
    Value outcome = cast<YieldOp>(term.getTerminator()).getValue();
    rewriter.eraseOp(term.getTerminator());
    rewriter.inlineBlockBefore(&term, op);
    rewriter.replaceOp(op, outcome);
    return success();
  }
  if (kept.size() == op->getNumRegions())
    return failure();
  auto fewer =
      rewriter.create<Op>(op.getLoc(), rewriter.getI1Type(), static_cast<unsigned>(kept.size()));
  for (auto [from, to] : llvm::zip(kept, fewer->getRegions()))
    rewriter.inlineRegionBefore(*from, to, to.end());
  rewriter.replaceOp(op, fewer);
  return success();
}

LogicalResult AllOp::canonicalize(AllOp op, PatternRewriter &rewriter) {
  return simplifyLazy(op, rewriter, /*decides=*/false);
}
LogicalResult AnyOp::canonicalize(AnyOp op, PatternRewriter &rewriter) {
  return simplifyLazy(op, rewriter, /*decides=*/true);
}

// ---- JSONata expressions

/// Whether a value is certainly not a sequence, which could stand for its one item or for nothing.
static bool isNormal(Value value) {
  Operation *op = value.getDefiningOp();
  if (auto lookup = dyn_cast_or_null<LookupOp>(op))
    return lookup.getLast();
  if (auto normalize = dyn_cast_or_null<NormalizeOp>(op))
    return !normalize.getKeep();
  return isa_and_nonnull<ConstantOp, UndefinedOp, ArithmeticOp, NegateOp, EqualityOp, OrderOp,
                         ConcatOp, IncludesOp, BooleanOp, MembersOp, LambdaOp, FunctionOp>(op);
}

OpFoldResult NormalizeOp::fold(FoldAdaptor) {
  if (getAgain() && isa_and_nonnull<NormalizeOp, LookupOp>(getValue().getDefiningOp()))
    return {};
  return !getKeep() && isNormal(getValue()) ? OpFoldResult(getValue()) : OpFoldResult();
}

OpFoldResult BooleanOp::fold(FoldAdaptor adaptor) {
  auto value = dyn_cast_or_null<BoolAttr>(adaptor.getValue());
  return value ? JsonAttr::boolean(getContext(), value.getValue()) : OpFoldResult();
}

OpFoldResult IsTrueOp::fold(FoldAdaptor) {
  auto boolean = getValue().getDefiningOp<BooleanOp>();
  return boolean ? OpFoldResult(boolean.getValue()) : OpFoldResult();
}

/// A condition that is known takes its region.
LogicalResult IfOp::canonicalize(IfOp op, PatternRewriter &rewriter) {
  auto truth = op.getCondition().getDefiningOp<TruthOp>();
  if (!truth)
    return failure();
  Block &taken = (truth.getValue() ? op.getThen() : op.getOtherwise()).front();
  Value result = cast<YieldOp>(taken.getTerminator()).getValue();
  rewriter.eraseOp(taken.getTerminator());
  rewriter.inlineBlockBefore(&taken, op);
  rewriter.replaceOp(op, result);
  return success();
}
