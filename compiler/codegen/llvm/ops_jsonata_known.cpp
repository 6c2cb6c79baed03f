// Functions that are known where they are called: their bodies in place of the calls, and loops in
// place of $map, $filter and $reduce.
#include "compiler/codegen/llvm/function_emitter.h"

#include "llvm/Support/SaveAndRestore.h"
#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

/// How many ops a body may have that is written at each of several calls.
constexpr unsigned kSmallBody = 24;

/// Whether parameter `index` (from 1) and those after it are not used.
bool isUnusedFrom(ir::LambdaOp lambda, unsigned index) {
  auto parameters = lambda.getBody().getArguments();
  return index >= parameters.size() ||
         llvm::all_of(parameters.drop_front(index),
                      [](mlir::BlockArgument parameter) { return parameter.use_empty(); });
}

/// Whether a value is data for sure, and no function.
bool isData(mlir::Value value) {
  return mlir::isa_and_nonnull<ir::ConstantOp, ir::MembersOp, ir::ListOp, ir::ArithmeticOp,
                               ir::ConcatOp, ir::UndefinedOp>(value.getDefiningOp());
}

/// Whether `op` is a loop over its first argument with `lambda`, its second, as the body.
bool isLoop(ir::LibraryOp op, ir::LambdaOp lambda) {
  mlir::OperandRange arguments = op.getArguments();
  if (op.getFunction() == ASL_LIBRARY_map || op.getFunction() == ASL_LIBRARY_filter)
    return arguments.size() == 2 && isUnusedFrom(lambda, 3);
  if (op.getFunction() != ASL_LIBRARY_reduce || lambda.getArity() < 2 || !isUnusedFrom(lambda, 3))
    return false;
  return arguments.size() == 2 || (arguments.size() == 3 && isData(arguments[2]));
}

bool isKnownCall(mlir::OpOperand &use, ir::LambdaOp lambda) {
  mlir::Operation *user = use.getOwner();
  if (user->getParentOfType<ir::LambdaOp>() != lambda->getParentOfType<ir::LambdaOp>())
    return false; // another native function
  if (mlir::isa<ir::ApplyOp>(user))
    return use.getOperandNumber() == 0;
  auto library = mlir::dyn_cast<ir::LibraryOp>(user);
  // Behind the context item, the array.
  return library && use.getOperandNumber() == 2 && isLoop(library, lambda);
}

/// Whether the body may be written more than once: it is short and calls nothing, so that calls of
/// calls do not multiply.
bool isSmall(ir::LambdaOp lambda) {
  unsigned count = 0;
  lambda.getBody().walk([&](mlir::Operation *op) {
    count += mlir::isa<ir::ApplyOp, ir::LambdaOp>(op) ? kSmallBody : 1;
  });
  return count < kSmallBody;
}

} // namespace

bool FunctionEmitter::isInlined(ir::LambdaOp lambda) {
  if (lambda.getSignature() || !lambda.getBody().getArgument(0).use_empty())
    return false;
  bool known = llvm::all_of(lambda.getResult().getUses(),
                            [&](mlir::OpOperand &use) { return isKnownCall(use, lambda); });
  return known && (lambda.getResult().hasOneUse() || isSmall(lambda));
}

Value FunctionEmitter::inlineCall(ir::LambdaOp lambda, Value context,
                                  llvm::ArrayRef<Value> arguments, llvm::StringRef name,
                                  bool tail) {
  llvm::SmallVector<Value> parameters = {undefined()}; // itself, which it does not use
  for (unsigned i = 0; i < lambda.getArity(); ++i)
    parameters.push_back(i < arguments.size() ? arguments[i] : undefined());
  Failure inside = makeFailure("call_failed");
  Value result;
  {
    llvm::SaveAndRestore here(failure, &inside);
    llvm::SaveAndRestore tails(mayTailCall_, mayTailCall_ && tail);
    llvm::SaveAndRestore contexts(context_, context);
    result = inlineRegion(lambda.getBody(), parameters);
  }
  llvm::IRBuilder<>::InsertPointGuard guard(builder);
  builder.SetInsertPoint(inside.block);
  if (inside.head->getNumIncomingValues() == 0) {
    builder.CreateUnreachable();
    llvm::DeleteDeadBlock(inside.block);
  } else if (name.empty()) {
    raise(inside.error());
  } else {
    raise(callValue("asl_jsonata_named", {heap, inside.error(), constants.string(name)}));
  }
  return result;
}

bool FunctionEmitter::emitKnownCall(ir::ApplyOp op) {
  auto lambda = op.getCallee().getDefiningOp<ir::LambdaOp>();
  if (!lambda || !isInlined(lambda))
    return false;
  llvm::SmallVector<Value> arguments;
  for (mlir::Value argument : op.getArguments())
    arguments.push_back(get(argument));
  bool tail = op.getTail() && mayTailCall_;
  Value context = op.getTail() ? context_ : get(op.getItem());
  Value result = inlineCall(lambda, context, arguments, op.getName().value_or(""), tail);
  bind(op.getResult(), op.getTail() ? result : normalized(result, op));
  return true;
}

/// The number of an item as a value.
Value FunctionEmitter::indexValue(llvm::Value *index) {
  llvm::Value *digits = builder.getInt32(1);
  for (uint32_t power = 10; power <= 1000000000; power *= 10) {
    llvm::Value *more = builder.CreateICmpUGE(index, builder.getInt32(power));
    digits = builder.CreateAdd(digits, builder.CreateZExt(more, builder.getInt32Ty()));
    if (power == 1000000000)
      break;
  }
  llvm::Type *word = builder.getInt64Ty();
  return {builder.CreateOr(builder.CreateZExt(digits, word), int64(uint64_t(ASL_INTEGER) << 32)),
          builder.CreateZExt(index, word)};
}

bool FunctionEmitter::emitLoop(ir::LibraryOp op) {
  mlir::OperandRange arguments = op.getArguments();
  auto lambda = arguments.size() < 2 ? ir::LambdaOp() : arguments[1].getDefiningOp<ir::LambdaOp>();
  if (!lambda || !isLoop(op, lambda) || !isInlined(lambda))
    return false;
  Value all = get(arguments[0]);
  if (op.getFunction() == ASL_LIBRARY_reduce)
    emitReduce(op, lambda, all);
  else
    emitListLoop(op, lambda, all);
  return true;
}

void FunctionEmitter::emitListLoop(ir::LibraryOp op, ir::LambdaOp lambda, Value all) {
  bool isMap = op.getFunction() == ASL_LIBRARY_map;
  llvm::Value *list = newList();
  Value nothing = constant(constants.nullValue());
  loopItems(all, Items::Defined, [&](Value item, llvm::Value *index, llvm::Value *) {
    llvm::SmallVector<Value> given = {item};
    if (!isUnusedFrom(lambda, 2))
      given.push_back(indexValue(index));
    Value result = inlineCall(lambda, nothing, given, ir::nameOf(op.getFunction()), /*tail=*/false);
    llvm::Value *adds = isMap ? builder.CreateNot(hasTag(result, ASL_UNDEFINED)) : isTrue(result);
    llvm::BasicBlock *add = block("add"), *next = block("next");
    builder.CreateCondBr(adds, add, next);
    builder.SetInsertPoint(add);
    call("asl_list_add", {list, isMap ? result : item});
    builder.CreateBr(next);
    builder.SetInsertPoint(next);
  });
  Value result = callValue("asl_list_end", {list});
  bind(op.getResult(), op.getTail() ? ifDefined(all, result) : normalized(result, op));
}

/// `result`, or nothing where a loop had nothing to go over.
Value FunctionEmitter::ifDefined(Value all, Value result) {
  llvm::Value *none = hasTag(all, ASL_UNDEFINED);
  return {builder.CreateSelect(none, undefined().head, result.head),
          builder.CreateSelect(none, undefined().bits, result.bits)};
}

void FunctionEmitter::emitReduce(ir::LibraryOp op, ir::LambdaOp lambda, Value all) {
  mlir::OperandRange arguments = op.getArguments();
  Value first = arguments.size() > 2 ? get(arguments[2]) : undefined();
  llvm::Value *isFirst = hasTag(first, ASL_UNDEFINED);
  llvm::Value *reduced = slot(moduleContext.abi.valueType(), "reduced");
  storeValue(first, reduced);
  Value nothing = constant(constants.nullValue());
  loopItems(all, Items::Defined, [&](Value item, llvm::Value *index, llvm::Value *) {
    llvm::BasicBlock *begin = block("reduce_begin"), *step = block("reduce"),
                     *next = block("reduced");
    llvm::Value *begins =
        builder.CreateAnd(isFirst, builder.CreateICmpEQ(index, builder.getInt32(0)));
    builder.CreateCondBr(begins, begin, step);
    builder.SetInsertPoint(begin);
    storeValue(item, reduced);
    builder.CreateBr(next);
    builder.SetInsertPoint(step);
    Value result = inlineCall(lambda, nothing, {loadValue(reduced), item},
                              ir::nameOf(op.getFunction()), /*tail=*/false);
    storeValue(result, reduced);
    builder.CreateBr(next);
    builder.SetInsertPoint(next);
  });
  // Without an array there is nothing, whatever it was to begin with.
  Value result = ifDefined(all, loadValue(reduced));
  bind(op.getResult(), op.getTail() ? result : normalized(result, op));
}
