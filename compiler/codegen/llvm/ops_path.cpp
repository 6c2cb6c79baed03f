// Paths as native code: a definite one is a chain of calls, each step of an indefinite one a
// function.
#include "compiler/codegen/llvm/function_emitter.h"

#include "llvm/ADT/SetVector.h"
#include "llvm/ADT/TypeSwitch.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

/// The asl_path_site of `op`.
llvm::Constant *siteOf(ConstantPool &constants, ir::RequireOp op) {
  std::vector<std::string> texts;
  if (mlir::ArrayAttr steps = op.getStepsAttr())
    for (mlir::Attribute step : steps)
      texts.push_back(stepText(step));
  return constants.shared(
      constants.structure({constants.int32(siteKindOf(op.getSite())), constants.int32(texts.size()),
                           constants.string(op.getPath()),
                           op.getField() ? constants.string(*op.getField()) : constants.null(),
                           constants.strings(texts)}),
      "site");
}

} // namespace

// ---- Definite paths

void FunctionEmitter::emitOp(ir::PathOp op) {
  Value value = get(op.getValue());
  for (auto [index, step] : llvm::enumerate(op.getSteps())) {
    llvm::Constant *number = int32(op.getFirst() + index);
    if (auto name = mlir::dyn_cast<mlir::StringAttr>(step)) {
      value = callValue("asl_member", {value, constants.symbol(name.getValue()), number});
    } else if (auto position = mlir::dyn_cast<mlir::IntegerAttr>(step)) {
      value = callValue("asl_element", {heap, value, int64(position.getInt()), number});
    } else if (auto names = mlir::dyn_cast<mlir::ArrayAttr>(step)) {
      uint32_t flags = (index + 1 == op.getSteps().size() ? ASL_MEMBERS_LAST : 0) |
                       (op.getAll() ? ASL_MEMBERS_ALL : 0);
      value = callValue("asl_members", {heap, value, constants.symbols(textsOf(names)),
                                        int32(names.size()), int32(flags), number});
    } else {
      int64_t minus = integerOf(mlir::cast<mlir::DictionaryAttr>(step).get("from_length"));
      value = callValue("asl_element_from_length", {heap, value, int64(minus), number});
    }
  }
  bind(op.getResult(), value);
}

void FunctionEmitter::emitOp(ir::RequireOp op) {
  Value value = get(op.getValue());
  // The error of an indefinite path is as much a failure of this place as a missing value.
  llvm::Value *missing = hasTag(value, ASL_UNDEFINED);
  if (op.getValue().getDefiningOp<ir::GatherOp>())
    missing = builder.CreateOr(missing, hasTag(value, ASL_ERROR));
  llvm::BasicBlock *failed = block("missing");
  branchAway(missing, failed);
  llvm::IRBuilder<>::InsertPointGuard guard(builder);
  builder.SetInsertPoint(failed);
  llvm::Constant *site = siteOf(constants, op);
  Value input = op.getInput() ? get(op.getInput())
                              : callValue("asl_context", {frame, int32(ASL_CONTEXT_ALL)});
  if (op.getSite() == ir::Site::Variable)
    raise(callValue("asl_variable_failed", {heap, site, input}));
  else
    raise(callValue("asl_path_failed", {heap, value, site, input}));
  bind(op.getResult(), value);
}

// ---- Indefinite paths

namespace {

/// The values that the parts of `gather` use and that are made outside of it.
Captures capturesOf(ir::GatherOp gather) {
  Captures captures;
  captures.roots = {gather.getRoot(), gather.getBody().getArgument(0)};
  llvm::SmallSetVector<mlir::Value, 4> found;
  gather.getBody().walk([&](mlir::Operation *op) {
    for (mlir::Value operand : op->getOperands())
      if (operand != gather.getRoot() && !gather.getBody().isAncestor(operand.getParentRegion()))
        found.insert(operand);
  });
  captures.values.assign(found.begin(), found.end());
  return captures;
}

} // namespace

void FunctionEmitter::emitOp(ir::GatherOp op) {
  Captures seen = capturesOf(op);
  llvm::Type *bytes = llvm::ArrayType::get(builder.getInt64Ty(), sizeof(asl_gather) / 8);
  if (!gatherSlot_)
    gatherSlot_ = slot(bytes, "gather");
  Value root = get(op.getRoot());
  call("asl_gather_begin", {gatherSlot_, heap, root});
  if (!seen.values.empty()) {
    // Not valueSlots: calls in the parts must not overwrite them.
    llvm::Value *memory =
        slot(llvm::ArrayType::get(moduleContext.abi.valueType(), seen.values.size()), "captures");
    for (auto [index, value] : llvm::enumerate(seen.values))
      storeValue(get(value), at(memory, index * sizeof(asl_value)));
    builder.CreateStore(memory, at(gatherSlot_, offsetof(asl_gather, captures)));
  }
  bind(op.getBody().getArgument(0), root);

  llvm::SaveAndRestore inGather(gather, gatherSlot_);
  llvm::SaveAndRestore withCaptures(captures, static_cast<const Captures *>(&seen));
  Value walked = walk(op.getBody().front());
  llvm::BasicBlock *collect = block("gathered"), *done = block("path_end");
  llvm::BasicBlock *before = builder.GetInsertBlock();
  builder.CreateCondBr(hasTag(walked, ASL_ERROR), done, collect);
  builder.SetInsertPoint(collect);
  Value found = callValue("asl_gather_end", {gatherSlot_});
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  bind(op.getResult(), join(walked, before, found, collect));
}

Value FunctionEmitter::walk(mlir::Block &ops) {
  for (mlir::Operation &op : ops) {
    if (auto match = mlir::dyn_cast<ir::EmitOp>(op))
      return callValue("asl_gather_add", {gather, get(match.getValue())});
    if (auto step = mlir::dyn_cast<ir::PathStep>(op)) {
      locate(op.getLoc());
      return callStep(step);
    }
    emit(&op);
  }
  llvm::report_fatal_error("a part of an indefinite path ends in no match");
}

Value FunctionEmitter::callStep(ir::PathStep op) {

  Value value = get(op.getStepInput());
  llvm::Constant *next = nextFunction(op.getRest());
  auto scan = [&](uint32_t target, const std::vector<std::string> &names,
                  llvm::Constant *predicate) {
    return callValue("asl_each_descendant", {gather, value, int32(target), constants.symbols(names),
                                             int32(names.size()), predicate, next});
  };
  return llvm::TypeSwitch<mlir::Operation *, Value>(op)
      .Case(
          [&](ir::EachWildcardOp) { return callValue("asl_each_wildcard", {gather, value, next}); })
      .Case([&](ir::EachNamesOp step) {
        std::vector<std::string> names = textsOf(step.getNames());
        auto missing = static_cast<uint32_t>(step.getMissing());
        return callValue("asl_each_name", {gather, value, constants.symbols(names),
                                           int32(names.size()), int32(missing), next});
      })
      .Case([&](ir::EachIndexOp step) {
        std::vector<llvm::Constant *> indexes;
        for (mlir::Attribute index : step.getIndexes())
          indexes.push_back(int64(static_cast<uint64_t>(integerOf(index))));
        return callValue("asl_each_index", {gather, value, constants.array(indexes, "indexes"),
                                            int32(indexes.size()), next});
      })
      .Case([&](ir::EachSliceOp step) {
        uint32_t bounds = (step.getFrom() ? 1 : 0) | (step.getTo() ? 2 : 0);
        return callValue("asl_each_slice", {gather, value, int64(step.getFrom().value_or(0)),
                                            int64(step.getTo().value_or(0)), int32(bounds), next});
      })
      .Case([&](ir::EachFromLengthOp step) {
        return callValue("asl_each_from_length", {gather, value, int64(step.getMinus()), next});
      })
      .Case([&](ir::EachFilterOp step) {
        return callValue("asl_each_filtered",
                         {gather, value, predicateFunction(step.getPredicate()), next});
      })
      .Case([&](ir::EachScanOp step) {
        return scan(static_cast<uint32_t>(step.getTarget()), {}, constants.null());
      })
      .Case([&](ir::EachScanNamesOp step) {
        return scan(ASL_SCAN_OBJECTS, textsOf(step.getNames()), constants.null());
      })
      .Case([&](ir::EachScanFilterOp step) {
        return scan(step.getLast() ? ASL_SCAN_FILTERED_LAST : ASL_SCAN_FILTERED, {},
                    predicateFunction(step.getPredicate()));
      });
}

llvm::Constant *FunctionEmitter::nextFunction(mlir::Region &body) {
  mlir::Block &ops = body.front();
  // The last step hands its matches straight to the runtime.
  if (auto match = mlir::dyn_cast<ir::EmitOp>(ops.front()))
    if (match.getValue() == ops.getArgument(0))
      return moduleContext.abi.address("asl_gather_add");
  return partFunction(body, moduleContext.abi.valueType(),
                      [&](FunctionEmitter &part) { part.giveBack(part.walk(ops)); });
}

llvm::Constant *FunctionEmitter::predicateFunction(mlir::Region &predicate) {
  return partFunction(predicate, builder.getInt32Ty(), [&](FunctionEmitter &part) {
    part.predicateFailed = part.block("failed");
    llvm::Value *holds = part.inlineRegion(predicate, part.get(predicate.getArgument(0))).head;
    part.builder.CreateRet(part.builder.CreateZExt(holds, part.builder.getInt32Ty()));
    // Where nothing can fail, the block has no predecessor and goes with the first cleanup.
    part.builder.SetInsertPoint(part.predicateFailed);
    part.builder.CreateRet(part.builder.getInt32(-1));
  });
}

/// A function `(asl_gather *, asl_value current) -> result` for `region`, whose argument is
/// `current`.
llvm::Function *FunctionEmitter::partFunction(mlir::Region &region, llvm::Type *result,
                                              llvm::function_ref<void(FunctionEmitter &)> write) {
  llvm::Type *word = builder.getInt64Ty();
  auto *type = llvm::FunctionType::get(result, {builder.getPtrTy(), word, word}, false);
  auto *made = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage,
                                      function.getName() + ".step", moduleContext.module);
  made->setDoesNotThrow();
  moduleContext.debug.describe(*made, function.getName(), region.getLoc());

  FunctionEmitter part(moduleContext, *made, region.getLoc());
  part.gather = made->getArg(0);
  part.captures = captures;
  part.heap = part.builder.CreateLoad(part.builder.getPtrTy(),
                                      part.at(part.gather, offsetof(asl_gather, heap)), "heap");
  Value root = part.loadValue(part.at(part.gather, offsetof(asl_gather, root)));
  for (mlir::Value name : captures->roots)
    part.bind(name, root);
  if (!captures->values.empty()) {
    llvm::Value *memory = part.builder.CreateLoad(
        part.builder.getPtrTy(), part.at(part.gather, offsetof(asl_gather, captures)));
    for (auto [index, name] : llvm::enumerate(captures->values))
      part.bind(name, part.loadValue(part.at(memory, index * sizeof(asl_value))));
  }
  part.bind(region.getArgument(0), {made->getArg(1), made->getArg(2)});
  write(part);
  return made;
}

// ---- Predicates of filters

/// A comparison's 1 or 0; -1 leaves the predicate.
llvm::Value *FunctionEmitter::filterOutcome(llvm::Value *outcome) {
  branchAway(builder.CreateICmpSLT(outcome, builder.getInt32(0)), predicateFailed);
  return builder.CreateICmpNE(outcome, builder.getInt32(0));
}

void FunctionEmitter::emitOp(ir::FilterCompareOp op) {
  llvm::Constant *comparison = int32(static_cast<uint32_t>(op.getComparison()));
  bindCondition(op.getResult(),
                filterOutcome(call("asl_filter_compare",
                                   {gather, comparison, get(op.getLeft()), get(op.getRight())})));
}

void FunctionEmitter::emitOp(ir::FilterExistsOp op) {
  bindCondition(op.getResult(),
                filterOutcome(call("asl_filter_exists", {gather, get(op.getValue())})));
}

void FunctionEmitter::emitOp(ir::FilterMatchesOp op) {
  llvm::Constant *regex = moduleContext.regex(op.getPattern(), op.getIgnoreCase());
  bindCondition(op.getResult(),
                filterOutcome(call("asl_filter_matches", {gather, get(op.getValue()), regex})));
}
