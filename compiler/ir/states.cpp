// Machines and states: what they answer to analyses, and what must hold of them.
#include "compiler/ir/asl.h"

#include "mlir/IR/AsmState.h"
#include "llvm/ADT/SmallPtrSet.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace aslc::ir;

// ---- Machines

/// Every op of a flow is a state, `start` is one of them, and no variable has two slots.
static LogicalResult verifyFlow(Operation *op, FlatSymbolRefAttr start, ArrayAttr variables) {
  Block &block = op->getRegion(0).front();
  if (block.empty())
    return op->emitOpError("has no states");
  for (Operation &state : block)
    if (!isa<State>(state))
      return state.emitOpError("is not a state, but stands among the states of a flow");
  if (!SymbolTable::lookupSymbolIn(op, start))
    return op->emitOpError("starts at ") << start << ", which is not one of its states";
  llvm::SmallPtrSet<Attribute, 8> names;
  if (variables)
    for (Attribute name : variables)
      if (!names.insert(name).second)
        return op->emitOpError("has two slots for the variable ") << name;
  return success();
}

LogicalResult MachineOp::verify() {
  if (getTimeout() && getTimeoutAttr().getInt() <= 0)
    return emitOpError("has a timeout that is not a positive number of seconds");
  return verifyFlow(*this, getStartAttr(), getVariablesAttr());
}

std::string MachineOp::computeHash() {
  std::string text;
  llvm::raw_string_ostream out(text);
  out << getStartAttr() << ' ' << getVariablesAttr() << ' ' << getTimeoutAttr() << ' '
      << getTypeAttr() << '\n';
  // Each state by itself: what an op prints depends on nothing around it then. The numbers of
  // values are made for this state alone; Operation::print with flags would make those of all
  // states.
  for (Operation &state : getStates().front()) {
    AsmState numbers(&state, OpPrintingFlags().printGenericOpForm().useLocalScope());
    state.print(out, numbers);
    out << '\n';
  }
  llvm::SHA256 hash;
  hash.update(out.str());
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

LogicalResult BranchOp::verify() { return verifyFlow(*this, getStartAttr(), getVariablesAttr()); }

// ---- Parts of states

namespace {

/// A region of data flow: its name in messages, and how many arguments it has.
struct Part {
  Region &region;
  llvm::StringRef name;
  unsigned arguments;
};

/// Arguments are values, and the one that is yielded is what the part must give.
LogicalResult verifyPart(Operation *op, Part part, bool condition = false) {
  if (part.region.empty())
    return success();
  Block &block = part.region.front();
  if (block.getNumArguments() != part.arguments ||
      !llvm::all_of(block.getArgumentTypes(), llvm::IsaPred<ValueType>))
    return op->emitOpError("needs ")
           << part.arguments << " values as arguments of `" << part.name << "`";
  auto yield = block.empty() ? YieldOp() : dyn_cast<YieldOp>(block.back());
  if (!yield)
    return op->emitOpError("has no asl.yield at the end of `") << part.name << "`";
  if (yield.getValue().getType().isInteger(1) != condition)
    return op->emitOpError("yields in `")
           << part.name << "` "
           << (condition ? "a value instead of a condition" : "a condition instead of a value");
  return success();
}

LogicalResult verifyParts(Operation *op, std::initializer_list<Part> parts) {
  for (const Part &part : parts)
    if (failed(verifyPart(op, part)))
      return failure();
  return success();
}

/// A region that must be there and hold nothing but ops of one kind.
template <typename Op>
LogicalResult verifyList(Operation *op, Region &region, llvm::StringRef name) {
  if (region.empty() || region.front().empty())
    return op->emitOpError("has nothing in `") << name << "`";
  for (Operation &each : region.front())
    if (!isa<Op>(each))
      return each.emitOpError("has no place in `") << name << "` of a state";
  return success();
}

LogicalResult verifyCatches(Operation *op, Region &catches) {
  return catches.empty() ? success() : verifyList<CatcherOp>(op, catches, "catches");
}

SmallVector<Operation *> catchersOf(Region &catches) {
  SmallVector<Operation *> result;
  if (!catches.empty())
    for (Operation &catcher : catches.front())
      result.push_back(&catcher);
  return result;
}

/// Every state that `state` can lead to must exist in its flow.
LogicalResult verifyTargets(State state, SymbolTableCollection &tables) {
  Operation *op = state.getOperation();
  Operation *flow = op->getParentOp();
  auto check = [&](FlatSymbolRefAttr target, Operation *where) -> LogicalResult {
    if (tables.lookupSymbolIn(flow, target))
      return success();
    return where->emitOpError("leads to ") << target << ", which is not a state of its flow";
  };
  for (FlatSymbolRefAttr target : state.getSuccessorStates())
    if (failed(check(target, op)))
      return failure();
  for (Operation *catcher : state.getCatcherOps())
    if (failed(check(cast<CatcherOp>(catcher).getNextAttr(), catcher)))
      return failure();
  return success();
}

/// Names the arguments of a part in the printed form.
void nameArguments(Region &region, OpAsmSetValueNameFn setName,
                   std::initializer_list<llvm::StringRef> names) {
  if (region.empty())
    return;
  for (auto [argument, name] : llvm::zip(region.getArguments(), names))
    setName(argument, name);
}

} // namespace

// ---- States

LogicalResult ExpressionOp::verify() {
  return verifyPart(*this, {getBody(), "body", 2 + variableCount()});
}

LogicalResult PassOp::verify() { return verifyParts(*this, {{getExit(), "exit", 1}}); }

LogicalResult TaskOp::verify() {
  if (failed(verifyCatches(*this, getCatches())))
    return failure();
  return verifyParts(*this, {{getEnter(), "enter", 1},
                             {getTimeout(), "timeout", 1},
                             {getHeartbeat(), "heartbeat", 1},
                             {getCredentials(), "credentials", 1},
                             {getExit(), "exit", 2}});
}

LogicalResult ChoiceOp::verify() {
  // Folding may leave it without rules.
  if (!getRules().empty() && failed(verifyList<RuleOp>(*this, getRules(), "rules")))
    return failure();
  if (!getNextAttr() && !getExit().empty())
    return emitOpError("shapes an output for a default that it has not");
  return verifyParts(*this, {{getEnter(), "enter", 1}, {getExit(), "exit", 2}});
}

LogicalResult RuleOp::verify() {
  if (getWhen().empty())
    return emitOpError("has no `when`");
  if (failed(verifyPart(*this, {getWhen(), "when", 2}, /*condition=*/true)))
    return failure();
  return verifyParts(*this, {{getExit(), "exit", 2}});
}

LogicalResult WaitOp::verify() {
  if (getUntil().empty())
    return emitOpError("has no `until`");
  return verifyParts(*this,
                     {{getEnter(), "enter", 1}, {getUntil(), "until", 2}, {getExit(), "exit", 2}});
}

LogicalResult SucceedOp::verify() { return verifyParts(*this, {{getExit(), "exit", 1}}); }

LogicalResult FailOp::verify() {
  return verifyParts(*this, {{getError(), "error", 1}, {getCause(), "cause", 1}});
}

LogicalResult ParallelOp::verify() {
  if (failed(verifyList<BranchOp>(*this, getBranches(), "branches")) ||
      failed(verifyCatches(*this, getCatches())))
    return failure();
  return verifyParts(*this, {{getEnter(), "enter", 1}, {getExit(), "exit", 2}});
}

/// The reader and the writer of a map have what they need.
static LogicalResult verifyS3(MapOp map) {
  std::optional<ReaderAttr> reader = map.getReader();
  std::optional<WriterAttr> writer = map.getWriter();
  if ((reader || writer) && !map.getDistributed())
    return map.emitOpError("reads and writes objects only when it is distributed");
  if (reader && !map.getItems().empty())
    return map.emitOpError("has a reader and `items`");
  if (reader.has_value() == map.getReadFrom().empty())
    return map.emitOpError("has a reader and `read_from`, or neither");
  if (!reader && !map.getMaxItems().empty())
    return map.emitOpError("has `max_items`, but no reader");
  if ((writer && writer->getExports()) == map.getWriteTo().empty())
    return map.emitOpError("has a writer that exports and `write_to`, or neither");
  return success();
}

LogicalResult MapOp::verify() {
  if (failed(verifyList<BranchOp>(*this, getProcessor(), "processor")) ||
      failed(verifyCatches(*this, getCatches())))
    return failure();
  if (!llvm::hasSingleElement(getProcessor().front()))
    return emitOpError("has more than one processor");
  if (getPathsAttr())
    for (NamedAttribute path : getPathsAttr())
      if (!isa<StringAttr>(path.getValue()))
        return emitOpError("has a path that is not a string: ") << path.getName();
  if (failed(verifyS3(*this)))
    return failure();
  return verifyParts(*this, {{getEnter(), "enter", 1},
                             {getItems(), "items", 2},
                             {getSelector(), "selector", 1},
                             {getMaxConcurrency(), "max_concurrency", 2},
                             {getToleratedCount(), "tolerated_count", 2},
                             {getToleratedPercentage(), "tolerated_percentage", 2},
                             {getBatchItems(), "batch_items", 2},
                             {getBatchBytes(), "batch_bytes", 2},
                             {getBatchInput(), "batch_input", 2},
                             {getReadFrom(), "read_from", 2},
                             {getMaxItems(), "max_items", 2},
                             {getWriteTo(), "write_to", 2},
                             {getExit(), "exit", 2}});
}

LogicalResult CatcherOp::verify() {
  if (getErrors().empty())
    return emitOpError("names no errors");
  return verifyParts(*this, {{getExit(), "exit", 2}});
}

// ---- The State interface

#define ASL_STATE_TARGETS(Op)                                                                      \
  LogicalResult Op::verifySymbolUses(SymbolTableCollection &tables) {                              \
    return verifyTargets(cast<State>(getOperation()), tables);                                     \
  }
ASL_STATE_TARGETS(PassOp)
ASL_STATE_TARGETS(TaskOp)
ASL_STATE_TARGETS(ChoiceOp)
ASL_STATE_TARGETS(WaitOp)
ASL_STATE_TARGETS(SucceedOp)
ASL_STATE_TARGETS(FailOp)
ASL_STATE_TARGETS(ParallelOp)
ASL_STATE_TARGETS(MapOp)
#undef ASL_STATE_TARGETS

SmallVector<Operation *> TaskOp::getCatcherOps() { return catchersOf(getCatches()); }
SmallVector<Operation *> ParallelOp::getCatcherOps() { return catchersOf(getCatches()); }
SmallVector<Operation *> MapOp::getCatcherOps() { return catchersOf(getCatches()); }
bool TaskOp::maySuspend() { return true; }
bool ParallelOp::maySuspend() { return true; }
bool MapOp::maySuspend() { return true; }
bool WaitOp::maySuspend() { return true; }

SmallVector<FlatSymbolRefAttr> ChoiceOp::getSuccessorStates() {
  SmallVector<FlatSymbolRefAttr> result;
  for (RuleOp rule : getRules().getOps<RuleOp>())
    result.push_back(rule.getNextAttr());
  if (auto next = getNextAttr())
    result.push_back(next);
  return result;
}

/// `next` by way of `exit`, then the catchers.
static SmallVector<Transition> transitionsOf(Operation *state, FlatSymbolRefAttr next, Region &exit,
                                             unsigned identity) {
  SmallVector<Transition> ways{{next, state, &exit, identity}};
  for (Operation *op : cast<State>(state).getCatcherOps()) {
    auto catcher = cast<CatcherOp>(op);
    ways.push_back({catcher.getNextAttr(), catcher, &catcher.getExit(), 1});
  }
  return ways;
}

SmallVector<Transition> PassOp::getTransitions() {
  return transitionsOf(*this, getNextAttr(), getExit(), 0);
}
SmallVector<Transition> TaskOp::getTransitions() {
  return transitionsOf(*this, getNextAttr(), getExit(), 1);
}
SmallVector<Transition> WaitOp::getTransitions() {
  return transitionsOf(*this, getNextAttr(), getExit(), 1);
}
SmallVector<Transition> ParallelOp::getTransitions() {
  return transitionsOf(*this, getNextAttr(), getExit(), 1);
}
SmallVector<Transition> MapOp::getTransitions() {
  return transitionsOf(*this, getNextAttr(), getExit(), 1);
}
SmallVector<Transition> SucceedOp::getTransitions() {
  return transitionsOf(*this, {}, getExit(), 0);
}
SmallVector<Transition> FailOp::getTransitions() { return {}; }
SmallVector<Transition> ChoiceOp::getTransitions() {
  SmallVector<Transition> ways;
  for (RuleOp rule : getRules().getOps<RuleOp>())
    ways.push_back({rule.getNextAttr(), rule, &rule.getExit(), 1});
  if (auto next = getNextAttr())
    ways.push_back({next, *this, &getExit(), 1});
  return ways;
}

bool ChoiceOp::endsFlow() { return false; }
SmallVector<FlatSymbolRefAttr> SucceedOp::getSuccessorStates() { return {}; }
bool SucceedOp::endsFlow() { return true; }
SmallVector<FlatSymbolRefAttr> FailOp::getSuccessorStates() { return {}; }
bool FailOp::endsFlow() { return false; }

// ---- Data flow and errors

static SmallVector<Region *> present(std::initializer_list<Region *> regions) {
  SmallVector<Region *> result;
  for (Region *region : regions)
    if (!region->empty())
      result.push_back(region);
  return result;
}

SmallVector<Region *> PassOp::getDataRegions() { return present({&getExit()}); }
SmallVector<Region *> TaskOp::getDataRegions() {
  return present({&getEnter(), &getTimeout(), &getHeartbeat(), &getCredentials(), &getExit()});
}
SmallVector<Region *> ChoiceOp::getDataRegions() {
  SmallVector<Region *> result = present({&getEnter()});
  for (RuleOp rule : getRules().getOps<RuleOp>())
    llvm::append_range(result, present({&rule.getWhen(), &rule.getExit()}));
  llvm::append_range(result, present({&getExit()}));
  return result;
}
SmallVector<Region *> WaitOp::getDataRegions() {
  return present({&getEnter(), &getUntil(), &getExit()});
}
SmallVector<Region *> SucceedOp::getDataRegions() { return present({&getExit()}); }
SmallVector<Region *> FailOp::getDataRegions() { return present({&getError(), &getCause()}); }
SmallVector<Region *> ParallelOp::getDataRegions() { return present({&getEnter(), &getExit()}); }
SmallVector<Region *> MapOp::getDataRegions() {
  return present({&getEnter(), &getItems(), &getSelector(), &getMaxConcurrency(),
                  &getToleratedCount(), &getToleratedPercentage(), &getBatchItems(),
                  &getBatchBytes(), &getBatchInput(), &getReadFrom(), &getMaxItems(), &getWriteTo(),
                  &getExit()});
}

ErrorSet TaskOp::getWorkErrors() { return ErrorSet::any(); }

ErrorSet ChoiceOp::getWorkErrors() {
  return getNextAttr() ? ErrorSet() : ErrorSet{errors::runtime};
}

/// A value that the field of a state cannot use.
static ErrorSet fieldErrors(FieldRules rules) {
  bool isEvaluation = bitEnumContainsAny(rules, FieldRules::EvaluationErrors);
  return {isEvaluation ? errors::queryEvaluationError : errors::runtime};
}

ErrorSet WaitOp::getWorkErrors() { return fieldErrors(getFields()); }

ErrorSet FailOp::getWorkErrors() {
  if (getError().empty())
    return {errors::unnamed};
  auto yield = cast<YieldOp>(getError().front().getTerminator());
  auto name = yield.getValue().getDefiningOp<ConstantOp>();
  return name && name.getValue().isString() ? ErrorSet{name.getValue().getText()} : ErrorSet::any();
}

ErrorSet ParallelOp::getWorkErrors() {
  ErrorSet found;
  for (BranchOp branch : getBranches().getOps<BranchOp>())
    found.unite(errorsEscaping(cast<Flow>(branch.getOperation())));
  return found;
}

/// The failures of an inline map's iterations are its own; a distributed map counts them.
ErrorSet MapOp::getWorkErrors() {
  ErrorSet found = fieldErrors(getFields());
  if (getDistributed())
    found.insert(errors::toleratedFailures);
  else
    found.unite(errorsEscaping(cast<Flow>(&getProcessor().front().front())));
  if (getReader())
    found.insert(errors::itemReaderFailed);
  if (getWriter() && getWriter()->getExports())
    found.insert(errors::resultWriterFailed);
  return found;
}

// ---- Names of arguments

void PassOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in"});
}
void TaskOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in", "result"});
}
void ChoiceOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in", "eff"});
}
void RuleOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in", "eff"});
}
void WaitOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in", "eff"});
}
void SucceedOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in"});
}
void FailOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in"});
}
void ParallelOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in", "result"});
}
void MapOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  bool exit = &region == &getExit();
  if (&region == &getSelector())
    nameArguments(region, setName, {"eff"});
  else
    nameArguments(region, setName, {"in", exit ? "result" : "eff"});
}
void CatcherOp::getAsmBlockArgumentNames(Region &region, OpAsmSetValueNameFn setName) {
  nameArguments(region, setName, {"in", "error"});
}
