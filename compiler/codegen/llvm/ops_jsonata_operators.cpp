// Operators of expressions. What is common is done in place: a look at the tags, then the
// operation; everything else, and every error, is the runtime's.
#include "compiler/codegen/llvm/function_emitter.h"

#include "runtime/value/value.h"

#include "llvm/IR/MDBuilder.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

Value FunctionEmitter::choose(llvm::Value *isFast, llvm::function_ref<Value()> fast,
                              llvm::function_ref<Value()> slow) {
  llvm::BasicBlock *quick = block("fast"), *other = block("slow"), *done = block("done");
  builder.CreateCondBr(isFast, quick, other,
                       llvm::MDBuilder(function.getContext()).createLikelyBranchWeights());
  builder.SetInsertPoint(quick);
  Value one = fast();
  llvm::BasicBlock *quickEnd = builder.GetInsertBlock();
  builder.CreateBr(done);
  builder.SetInsertPoint(other);
  Value two = slow();
  llvm::BasicBlock *otherEnd = builder.GetInsertBlock();
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  return join(one, quickEnd, two, otherEnd);
}

Value FunctionEmitter::booleanValue(llvm::Value *holds) {
  Value yes = constant(constants.boolean(true)), no = constant(constants.boolean(false));
  return {builder.CreateSelect(holds, yes.head, no.head),
          builder.CreateSelect(holds, yes.bits, no.bits)};
}

// ---- Numbers

llvm::Value *FunctionEmitter::areShortNumbers(Value left, Value right) {
  return builder.CreateAnd(hasTags(left, ASL_INTEGER, ASL_DOUBLE),
                           hasTags(right, ASL_INTEGER, ASL_DOUBLE));
}

llvm::Value *FunctionEmitter::doubleOf(Value number) {
  llvm::Type *real = builder.getDoubleTy();
  return builder.CreateSelect(hasTag(number, ASL_DOUBLE), builder.CreateBitCast(number.bits, real),
                              builder.CreateSIToFP(number.bits, real));
}

/// Integers are left to the runtime, which knows how many digits they have; so is a result that is
/// integral or not finite.
void FunctionEmitter::emitOp(ir::ArithmeticOp op) {
  Value left = get(op.getLeft()), right = get(op.getRight());
  ir::Arithmetic kind = op.getKind();
  auto slow = [&] {
    return checked(callValue("asl_jsonata_arithmetic",
                             {heap, int32(static_cast<uint32_t>(kind)), left, right}));
  };
  if (kind == ir::Arithmetic::Modulo)
    return bind(op.getResult(), slow());
  llvm::Value *isReal = builder.CreateOr(hasTag(left, ASL_DOUBLE), hasTag(right, ASL_DOUBLE));
  llvm::BasicBlock *compute = block("compute"), *generic = block("generic"), *done = block("done");
  builder.CreateCondBr(builder.CreateAnd(isReal, areShortNumbers(left, right)), compute, generic);
  builder.SetInsertPoint(compute);
  llvm::Value *a = doubleOf(left), *b = doubleOf(right);
  llvm::Value *result = kind == ir::Arithmetic::Add        ? builder.CreateFAdd(a, b)
                        : kind == ir::Arithmetic::Subtract ? builder.CreateFSub(a, b)
                        : kind == ir::Arithmetic::Multiply ? builder.CreateFMul(a, b)
                                                           : builder.CreateFDiv(a, b);
  llvm::Value *whole = builder.CreateIntrinsic(
      llvm::Intrinsic::fptosi_sat, {builder.getInt64Ty(), builder.getDoubleTy()}, {result});
  llvm::Value *isWhole =
      builder.CreateFCmpOEQ(builder.CreateSIToFP(whole, builder.getDoubleTy()), result);
  llvm::Value *size = builder.CreateUnaryIntrinsic(llvm::Intrinsic::fabs, result);
  // Beyond 2^53 all are whole, whatever fits into 64 bits.
  llvm::Value *isSmall =
      builder.CreateFCmpOLT(size, llvm::ConstantFP::get(builder.getDoubleTy(), 0x1p53));
  Value number = {int64(uint64_t(ASL_DOUBLE) << 32 | asl::number(0.5).size),
                  builder.CreateBitCast(result, builder.getInt64Ty())};
  llvm::BasicBlock *computed = builder.GetInsertBlock();
  builder.CreateCondBr(builder.CreateAnd(isSmall, builder.CreateNot(isWhole)), done, generic);
  builder.SetInsertPoint(generic);
  Value other = slow();
  llvm::BasicBlock *genericEnd = builder.GetInsertBlock();
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  bind(op.getResult(), join(number, computed, other, genericEnd));
}

void FunctionEmitter::emitOp(ir::NegateOp op) {
  bind(op.getResult(), checked(callValue("asl_jsonata_negate", {heap, get(op.getValue())})));
}

// ---- Comparison

/// Whether `value` is `constant`, both of the same tag: a short text is compared in place.
llvm::Value *FunctionEmitter::equalsConstant(Value value, asl_value constant) {
  if (constant.tag == ASL_INTEGER)
    return builder.CreateICmpEQ(value.bits, int64(constant.bits));
  std::string_view text = asl::text(constant);
  llvm::Value *string = builder.CreateIntToPtr(value.bits, builder.getPtrTy());
  llvm::Value *length =
      builder.CreateLoad(builder.getInt32Ty(), at(string, offsetof(asl_string, length)));
  llvm::Value *sameLength = builder.CreateICmpEQ(length, int32(text.size()));
  llvm::BasicBlock *before = builder.GetInsertBlock(), *compare = block("compare"),
                   *done = block("compared");
  builder.CreateCondBr(sameLength, compare, done);
  builder.SetInsertPoint(compare);
  // Word by word from both ends, as far as it takes.
  llvm::Value *different = int64(0);
  llvm::Value *bytes = at(string, offsetof(asl_string, bytes));
  auto add = [&](size_t offset, size_t width) {
    uint64_t expected = 0;
    std::memcpy(&expected, text.data() + offset, width);
    llvm::Type *type = builder.getIntNTy(static_cast<unsigned>(width * 8));
    llvm::Value *word = builder.CreateAlignedLoad(type, at(bytes, offset), llvm::Align(1));
    llvm::Value *part = builder.CreateXor(word, llvm::ConstantInt::get(type, expected));
    different = builder.CreateOr(different, builder.CreateZExt(part, builder.getInt64Ty()));
  };
  size_t offset = 0;
  for (size_t width : {8, 4, 2, 1})
    for (; text.size() - offset >= width; offset += width)
      add(offset, width);
  llvm::Value *same = builder.CreateICmpEQ(different, int64(0));
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  llvm::PHINode *equal = builder.CreatePHI(builder.getInt1Ty(), 2);
  equal->addIncoming(builder.getFalse(), before);
  equal->addIncoming(same, compare);
  return equal;
}

void FunctionEmitter::emitOp(ir::EqualityOp op) {
  constexpr uint32_t longestInPlace = 64;
  // Below 2^53 no two integers have the same double.
  constexpr uint64_t exact = uint64_t(1) << 53;
  Value left = get(op.getLeft()), right = get(op.getRight());
  bool negated = op.getComparison() == ir::Comparison::NotEqual;
  auto slow = [&] {
    return callValue("asl_jsonata_equality", {left, right, int32(negated ? 1 : 0)});
  };
  auto isSimple = [&](const std::optional<asl_value> &known) {
    return known && ((known->tag == ASL_INTEGER && known->bits + (exact - 1) < 2 * exact - 1) ||
                     (asl::isString(*known) && known->string->length <= longestInPlace));
  };
  std::optional<asl_value> known = constantOf(op.getRight());
  Value other = left;
  if (!isSimple(known)) {
    known = constantOf(op.getLeft());
    other = right;
  }
  if (!isSimple(known))
    return bind(op.getResult(), slow());
  auto fast = [&] {
    llvm::Value *equal = equalsConstant(other, *known);
    return booleanValue(negated ? builder.CreateNot(equal) : equal);
  };
  bind(op.getResult(), choose(hasTag(other, known->tag), fast, slow));
}

void FunctionEmitter::emitOp(ir::OrderOp op) {
  Value left = get(op.getLeft()), right = get(op.getRight());
  auto predicate = [&] {
    switch (op.getComparison()) {
    case ir::Comparison::Less:
      return llvm::CmpInst::FCMP_OLT;
    case ir::Comparison::LessOrEqual:
      return llvm::CmpInst::FCMP_OLE;
    case ir::Comparison::Greater:
      return llvm::CmpInst::FCMP_OGT;
    default:
      return llvm::CmpInst::FCMP_OGE;
    }
  };
  auto fast = [&] {
    return booleanValue(builder.CreateFCmp(predicate(), doubleOf(left), doubleOf(right)));
  };
  auto slow = [&] {
    llvm::Constant *comparison = int32(static_cast<uint32_t>(op.getComparison()));
    return checked(callValue("asl_jsonata_order", {heap, comparison, left, right}));
  };
  bind(op.getResult(), choose(areShortNumbers(left, right), fast, slow));
}

void FunctionEmitter::emitOp(ir::IncludesOp op) {
  bind(op.getResult(), callValue("asl_jsonata_includes", {get(op.getLeft()), get(op.getRight())}));
}

// ---- Conditions

llvm::Value *FunctionEmitter::isTrue(Value value) {
  llvm::Value *yes = hasTag(value, ASL_TRUE);
  llvm::BasicBlock *before = builder.GetInsertBlock(), *ask = block("truth"),
                   *done = block("truth_known");
  // Of undefined, null, false and true the tag decides.
  builder.CreateCondBr(hasTags(value, ASL_UNDEFINED, ASL_TRUE), done, ask);
  builder.SetInsertPoint(ask);
  llvm::Value *found =
      builder.CreateICmpNE(call("asl_jsonata_is_true", {value}), builder.getInt32(0));
  builder.CreateBr(done);
  builder.SetInsertPoint(done);
  llvm::PHINode *holds = builder.CreatePHI(builder.getInt1Ty(), 2);
  holds->addIncoming(yes, before);
  holds->addIncoming(found, ask);
  return holds;
}

void FunctionEmitter::emitOp(ir::IsTrueOp op) {
  bindCondition(op.getResult(), isTrue(get(op.getValue())));
}
void FunctionEmitter::emitOp(ir::BooleanOp op) {
  bind(op.getResult(), booleanValue(condition(op.getValue())));
}

// ---- Text and ranges

void FunctionEmitter::addTexts(mlir::Value side, llvm::SmallVectorImpl<Value> &texts) {
  mlir::Operation *maker = side.getDefiningOp();
  if (auto waiting = waitingTexts_.find(maker); maker && waiting != waitingTexts_.end()) {
    texts.append(waiting->second);
    return;
  }
  std::optional<asl_value> known = constantOf(side);
  bool isText = mlir::isa_and_nonnull<ir::ConcatOp>(maker) || (known && asl::isString(*known));
  texts.push_back(isText ? get(side) : checked(callValue("asl_jsonata_text", {heap, get(side)})));
}

/// `a & b & c` is put together once. Each side becomes text where its own `&` stands, so that what
/// fails fails in the same order.
void FunctionEmitter::emitOp(ir::ConcatOp op) {
  llvm::SmallVector<Value> texts;
  addTexts(op.getLeft(), texts);
  addTexts(op.getRight(), texts);
  if (op.getResult().hasOneUse()) {
    mlir::Operation *user = *op.getResult().getUsers().begin();
    if (mlir::isa<ir::ConcatOp>(user) && user->getBlock() == op->getBlock()) {
      waitingTexts_[op] = texts;
      return;
    }
  }
  bind(op.getResult(),
       callValue("asl_jsonata_join", {heap, storeValues(texts), int32(texts.size())}));
}
void FunctionEmitter::emitOp(ir::RangeOp op) {
  bind(op.getResult(),
       checked(callValue("asl_jsonata_range", {heap, get(op.getLeft()), get(op.getRight())})));
}
