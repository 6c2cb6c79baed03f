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

/// One of the words that `attribute` may be.
static LogicalResult verifyWord(Operation *op, llvm::StringRef what, llvm::StringRef word,
                                ArrayRef<llvm::StringLiteral> words) {
  if (llvm::is_contained(words, word))
    return success();
  return op->emitOpError("knows no ") << what << " \"" << word << "\"";
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

LogicalResult RequireOp::verify() {
  return verifyWord(*this, "site", getSite(),
                    {"path", "template", "choice", "argument", "variable"});
}

LogicalResult SetOp::verify() {
  if (getSteps().empty())
    return emitOpError("has no steps");
  for (Attribute step : getSteps())
    if (!isName(step) && !isIndex(step))
      return emitOpError("has a step that is neither name nor index: ") << step;
  return success();
}

/// A walk is one op after those that only look: asl.each or asl.emit.
static LogicalResult verifyWalk(Operation *op, Region &body) {
  if (body.empty() || body.getNumArguments() != 1)
    return op->emitOpError("needs the value to walk on from as the argument of its body");
  Block &block = body.front();
  if (block.empty() || !isa<EachOp, EmitOp>(block.back()))
    return op->emitOpError("has a walk that does not end in asl.each or asl.emit");
  for (Operation &each : block.without_terminator())
    if (&each != &block.back() && isa<EachOp, EmitOp>(each))
      return each.emitOpError("is followed by more, but ends its walk");
  return success();
}

LogicalResult GatherOp::verify() { return verifyWalk(*this, getBody()); }

LogicalResult EachOp::verify() {
  llvm::StringRef kind = getKind();
  if (failed(
          verifyWord(*this, "kind of step", kind,
                     {"wildcard", "names", "indexes", "slice", "from_length", "scan", "filter"})))
    return failure();
  if (kind == "names" && (!getNames() || !getMissing() || *getMissing() > 2))
    return emitOpError("needs names and what a missing one means");
  if (kind == "indexes" && !getIndexes())
    return emitOpError("needs indexes");
  if (kind == "from_length" && !getFrom())
    return emitOpError("needs a distance from the end");
  if (kind == "scan" && (!getScan() || *getScan() > 6))
    return emitOpError("needs what it scans for");
  bool filters = kind == "filter" || (kind == "scan" && (*getScan() == 4 || *getScan() == 5));
  if (filters == getPredicate().empty())
    return emitOpError(filters ? "needs a predicate" : "has no use for a predicate");
  if (filters) {
    auto yield = dyn_cast_or_null<YieldOp>(
        getPredicate().front().empty() ? nullptr : &getPredicate().front().back());
    if (getPredicate().getNumArguments() != 1 || !yield || !yield.getValue().getType().isInteger(1))
      return emitOpError("needs a predicate of one value that yields a condition");
  }
  return verifyWalk(*this, getBody());
}

/// Predicates alone have someone to hand an error of a comparison to.
static LogicalResult verifyInPredicate(Operation *op) {
  if (auto each = op->getParentOfType<EachOp>();
      each && each.getPredicate().isAncestor(op->getParentRegion()))
    return success();
  return op->emitOpError("stands outside of the predicate of an asl.each");
}

LogicalResult FilterCompareOp::verify() {
  if (failed(
          verifyWord(*this, "comparison", getOp(), {"==", "!=", "<", "<=", ">", ">=", "exists"})))
    return failure();
  if ((getOp() == "exists") == bool(getRight()))
    return emitOpError("has the wrong number of operands for \"") << getOp() << "\"";
  return verifyInPredicate(*this);
}

LogicalResult FilterMatchesOp::verify() { return verifyInPredicate(*this); }

void GatherOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  setName(region.getArgument(0), "root");
}
void EachOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  if (region.getNumArguments() != 0)
    setName(region.getArgument(0), "item");
}

// ---- Context and variables

bool ContextOp::isPart(llvm::StringRef name) {
  static constexpr llvm::StringLiteral parts[] = {"Execution",         "Execution.Id",
                                                  "Execution.Input",   "Execution.Name",
                                                  "Execution.RoleArn", "Execution.StartTime",
                                                  "StateMachine",      "State",
                                                  "State.Name",        "State.EnteredTime",
                                                  "State.RetryCount",  "Task",
                                                  "Task.Token",        "Map",
                                                  "Map.Item",          "Map.Item.Index",
                                                  "Map.Item.Value"};
  return name.empty() || llvm::is_contained(parts, name);
}

LogicalResult ContextOp::verify() {
  if (isPart(getPart()))
    return success();
  return emitOpError("knows no part \"") << getPart() << "\" of the context object";
}

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
  if (failed(
          verifyWord(*this, "family", getFamily(), {"string", "numeric", "boolean", "timestamp"})))
    return failure();
  if (getFamily() == "boolean" && getOrder() != "==")
    return emitOpError("orders booleans, which have no order");
  return verifyWord(*this, "order", getOrder(), {"==", "<", ">", "<=", ">="});
}

LogicalResult IsOp::verify() {
  return verifyWord(*this, "type", getType(),
                    {"present", "null", "numeric", "string", "boolean", "timestamp"});
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
