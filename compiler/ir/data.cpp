// The data ops: what must hold of them.
#include "compiler/ir/asl.h"

#include "llvm/ADT/SmallPtrSet.h"

using namespace mlir;
using namespace aslc::ir;

static bool isName(Attribute step) { return isa<StringAttr>(step); }
static bool isIndex(Attribute step) {
  auto index = dyn_cast<IntegerAttr>(step);
  return index && index.getType().isInteger(64);
}

// ---- Paths

LogicalResult PathOp::verify() {
  if (getFirstAttr().getInt() < 0)
    return emitOpError("begins at a negative step");
  for (Attribute step : getSteps()) {
    if (isName(step) || isIndex(step))
      continue;
    if (auto names = dyn_cast<ArrayAttr>(step); names && llvm::all_of(names, isName))
      continue;
    if (auto dictionary = dyn_cast<DictionaryAttr>(step);
        dictionary && isa_and_nonnull<IntegerAttr>(dictionary.get("from_length")))
      continue;
    return emitOpError("has a step that is neither name, index, names nor from_length: ") << step;
  }
  return success();
}

LogicalResult SetOp::verify() {
  if (getSteps().empty())
    return emitOpError("has no steps");
  for (Attribute step : getSteps())
    if (!isName(step) && !isIndex(step))
      return emitOpError("has a step that is neither name nor index: ") << step;
  return success();
}

/// A walk is one op after those that only look: a step of the path or asl.emit.
static LogicalResult verifyWalk(Operation *op, Region &body) {
  if (body.empty() || body.getNumArguments() != 1)
    return op->emitOpError("needs the value to walk on from as the argument of its body");
  Block &block = body.front();
  if (block.empty() || !isa<PathStep, EmitOp>(block.back()))
    return op->emitOpError("has a walk that does not end in a step or asl.emit");
  for (Operation &each : block.without_terminator())
    if (&each != &block.back() && isa<PathStep, EmitOp>(each))
      return each.emitOpError("is followed by more, but ends its walk");
  return success();
}

static LogicalResult verifyInWalk(Operation *op) {
  if (isa<GatherOp, PathStep>(op->getParentOp()))
    return success();
  return op->emitOpError("stands outside of an asl.gather");
}

LogicalResult GatherOp::verify() { return verifyWalk(*this, getBody()); }
LogicalResult EmitOp::verify() { return verifyInWalk(*this); }

LogicalResult aslc::ir::verifyPathStep(Operation *step) {
  if (failed(verifyInWalk(step)))
    return failure();
  return verifyWalk(step, cast<PathStep>(step).getRest());
}

static LogicalResult verifyPredicate(Operation *op, Region &predicate) {
  auto yield = predicate.empty() || predicate.front().empty()
                   ? YieldOp()
                   : dyn_cast<YieldOp>(predicate.front().back());
  if (!yield || predicate.getNumArguments() != 1 || !yield.getValue().getType().isInteger(1))
    return op->emitOpError("needs a predicate of one value that yields a condition");
  return success();
}

LogicalResult EachFilterOp::verify() { return verifyPredicate(*this, getPredicate()); }
LogicalResult EachScanFilterOp::verify() { return verifyPredicate(*this, getPredicate()); }

/// Predicates alone can stop a walk with the error of a comparison.
static LogicalResult verifyInPredicate(Operation *op) {
  auto holds = [&](auto step) {
    return step && step.getPredicate().isAncestor(op->getParentRegion());
  };
  if (holds(op->getParentOfType<EachFilterOp>()) || holds(op->getParentOfType<EachScanFilterOp>()))
    return success();
  return op->emitOpError("stands outside of the predicate of a step");
}

LogicalResult FilterCompareOp::verify() { return verifyInPredicate(*this); }
LogicalResult FilterExistsOp::verify() { return verifyInPredicate(*this); }
LogicalResult FilterMatchesOp::verify() { return verifyInPredicate(*this); }

ErrorSet GatherOp::getRaisedErrors() { return {}; }
bool GatherOp::handlesErrors() { return true; }

void GatherOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  setName(region.getArgument(0), "root");
}

// ---- Context and variables

/// The variable `slot` of the flow `depth` further out than that of `op` must be `name`.
static LogicalResult verifyVariable(Operation *op, uint64_t depth, uint64_t slot,
                                    llvm::StringRef name) {
  Flow flow = op->getParentOfType<Flow>();
  for (; flow && depth != 0; --depth) {
    if (auto map = dyn_cast<MapOp>(flow->getParentOp()); map && map.getDistributed())
      return op->emitOpError("reaches out of a distributed map for the variable \"")
             << name << "\"";
    flow = flow->getParentOfType<Flow>();
  }
  ArrayAttr names = flow ? flow.getVariableNames() : ArrayAttr();
  if (!names || slot >= names.size() || cast<StringAttr>(names[slot]).getValue() != name)
    return op->emitOpError("does not find the variable \"") << name << "\" in its slot";
  return success();
}

LogicalResult GetVarOp::verifySymbolUses(SymbolTableCollection &) {
  return verifyVariable(*this, getDepth(), getSlot(), getName());
}

LogicalResult AssignOp::verify() {
  if (getNames().size() != getSlots().size() || getNames().size() != getValues().size())
    return emitOpError("needs as many names as slots and values");
  if (!isa_and_nonnull<YieldOp>((*this)->getNextNode()))
    return emitOpError("does not come last before asl.yield");
  return success();
}

LogicalResult AssignOp::verifySymbolUses(SymbolTableCollection &) {
  for (auto [name, slot] : llvm::zip(getNames(), getSlots()))
    if (failed(verifyVariable(*this, 0, cast<IntegerAttr>(slot).getInt(),
                              cast<StringAttr>(name).getValue())))
      return failure();
  return success();
}

// ---- Construction and conditions

LogicalResult ObjectOp::verify() {
  if (getKeys().size() != getValues().size())
    return emitOpError("needs as many keys as values");
  llvm::SmallPtrSet<Attribute, 8> keys;
  for (Attribute key : getKeys())
    if (!keys.insert(key).second)
      return emitOpError("has two members ") << key;
  return success();
}

LogicalResult TestOp::verify() {
  if (getComparison() == Comparison::NotEqual)
    return emitOpError("cannot compare with ne: choice rules have no such operator");
  if (getFamily() == TestFamily::Boolean && getComparison() != Comparison::Equal)
    return emitOpError("orders booleans, which have no order");
  return success();
}

static bool isEquality(Comparison comparison) {
  return comparison == Comparison::Equal || comparison == Comparison::NotEqual;
}

LogicalResult EqualityOp::verify() {
  return isEquality(getComparison()) ? success() : emitOpError("compares by order");
}
LogicalResult OrderOp::verify() {
  return isEquality(getComparison()) ? emitOpError("does not compare by order") : success();
}

LogicalResult MatchesOp::verify() {
  return getPieces().empty() ? emitOpError("has no pieces") : success();
}

static LogicalResult verifyLazy(Operation *op) {
  if (op->getNumRegions() == 0)
    return op->emitOpError("has no terms");
  for (Region &term : op->getRegions()) {
    auto yield = term.front().empty() ? YieldOp() : dyn_cast<YieldOp>(term.front().back());
    if (term.getNumArguments() != 0 || !yield || !yield.getValue().getType().isInteger(1))
      return op->emitOpError("needs terms without arguments that yield conditions");
  }
  return success();
}

LogicalResult AllOp::verify() { return verifyLazy(*this); }
LogicalResult AnyOp::verify() { return verifyLazy(*this); }
