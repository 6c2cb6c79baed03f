// Registers, memory and branches of one native function.
#include "compiler/codegen/llvm/function_emitter.h"
#include "compiler/codegen/llvm/codegen.h"

#include "llvm/ADT/TypeSwitch.h"
#include "llvm/IR/MDBuilder.h"
#include "llvm/Support/SaveAndRestore.h"

using namespace aslc::codegen;

FunctionEmitter::FunctionEmitter(ModuleContext &moduleContext, llvm::Function &function,
                                 mlir::Location location)
    : moduleContext(moduleContext), constants(moduleContext.constants), function(function),
      builder(llvm::BasicBlock::Create(function.getContext(), "entry", &function)) {
  locate(location);
}

Value FunctionEmitter::get(mlir::Value name) {
  auto found = values_.find(name);
  assert(found != values_.end() && "a value is written before it is used");
  return found->second;
}

llvm::Value *FunctionEmitter::hasTag(Value value, uint8_t tag) {
  llvm::Value *shifted = builder.CreateLShr(value.head, 32);
  return builder.CreateICmpEQ(builder.CreateTrunc(shifted, builder.getInt8Ty()),
                              builder.getInt8(tag));
}

llvm::Value *FunctionEmitter::hasTags(Value value, uint8_t first, uint8_t last) {
  llvm::Value *tag = builder.CreateTrunc(builder.CreateLShr(value.head, 32), builder.getInt8Ty());
  return builder.CreateICmpULE(builder.CreateSub(tag, builder.getInt8(first)),
                               builder.getInt8(static_cast<uint8_t>(last - first)));
}

llvm::Value *FunctionEmitter::at(llvm::Value *base, uint64_t offset) {
  return offset == 0 ? base : builder.CreateConstInBoundsGEP1_64(builder.getInt8Ty(), base, offset);
}

Value FunctionEmitter::loadValue(llvm::Value *address) {
  llvm::Type *word = builder.getInt64Ty();
  return {builder.CreateAlignedLoad(word, address, llvm::Align(8), "head"),
          builder.CreateAlignedLoad(word, at(address, 8), llvm::Align(8), "bits")};
}

void FunctionEmitter::storeValue(Value value, llvm::Value *address) {
  builder.CreateAlignedStore(value.head, address, llvm::Align(8));
  builder.CreateAlignedStore(value.bits, at(address, 8), llvm::Align(8));
}

void FunctionEmitter::loadHeap() {
  heap = builder.CreateLoad(builder.getPtrTy(), at(frame, offsetof(asl_frame, heap)), "heap");
}

Value FunctionEmitter::join(Value one, llvm::BasicBlock *from, Value other,
                            llvm::BasicBlock *otherFrom) {
  auto phi = [&](llvm::Value *a, llvm::Value *b) {
    llvm::PHINode *joined = builder.CreatePHI(a->getType(), 2);
    joined->addIncoming(a, from);
    joined->addIncoming(b, otherFrom);
    return joined;
  };
  llvm::PHINode *head = phi(one.head, other.head);
  return {head, phi(one.bits, other.bits)};
}

llvm::Value *FunctionEmitter::slot(llvm::Type *type, llvm::StringRef name, llvm::Align align) {
  llvm::BasicBlock &entry = function.getEntryBlock();
  llvm::IRBuilder<> atEntry(&entry, entry.begin());
  llvm::AllocaInst *memory = atEntry.CreateAlloca(type, nullptr, name);
  memory->setAlignment(align);
  return memory;
}

llvm::Value *FunctionEmitter::valueSlots(size_t count) {
  llvm::Value *&memory = valueSlots_[count];
  if (!memory)
    memory = slot(llvm::ArrayType::get(moduleContext.abi.valueType(), count), "values");
  return memory;
}

llvm::Value *FunctionEmitter::storeValues(llvm::ArrayRef<Value> values) {
  if (values.empty())
    return constants.null();
  llvm::Value *memory = valueSlots(values.size());
  for (auto [index, value] : llvm::enumerate(values))
    storeValue(value, at(memory, index * sizeof(asl_value)));
  return memory;
}

llvm::BasicBlock *FunctionEmitter::block(const llvm::Twine &name) {
  return llvm::BasicBlock::Create(function.getContext(), name, &function);
}

Failure FunctionEmitter::makeFailure(const llvm::Twine &name) {
  llvm::IRBuilder<>::InsertPointGuard guard(builder);
  Failure made;
  made.block = block(name);
  builder.SetInsertPoint(made.block);
  made.head = builder.CreatePHI(builder.getInt64Ty(), 0, "error.head");
  made.bits = builder.CreatePHI(builder.getInt64Ty(), 0, "error.bits");
  return made;
}

void FunctionEmitter::raise(Value error) {
  attachLocation(error);
  failure->head->addIncoming(error.head, builder.GetInsertBlock());
  failure->bits->addIncoming(error.bits, builder.GetInsertBlock());
  builder.CreateBr(failure->block);
}

void FunctionEmitter::giveBack(Value value) {
  llvm::Value *result = llvm::PoisonValue::get(moduleContext.abi.valueType());
  result = builder.CreateInsertValue(result, value.head, 0);
  builder.CreateRet(builder.CreateInsertValue(result, value.bits, 1));
}

void FunctionEmitter::attachLocation(Value error) {
  if (!place)
    return;
  llvm::Type *word = builder.getInt32Ty(), *pointer = builder.getPtrTy();
  llvm::FunctionCallee tell = moduleContext.module.getOrInsertFunction(
      locationFunction, builder.getVoidTy(), pointer, pointer, word, word);
  builder.CreateCall(tell, {heap, builder.CreateIntToPtr(error.bits, pointer), int32(place->begin),
                            int32(place->end)});
}

Value FunctionEmitter::checked(Value value) {
  if (place) {
    llvm::BasicBlock *failed = block("failed"), *next = block("go_on");
    builder.CreateCondBr(hasTag(value, ASL_ERROR), failed, next);
    builder.SetInsertPoint(failed);
    raise(value);
    builder.SetInsertPoint(next);
    return value;
  }
  failure->head->addIncoming(value.head, builder.GetInsertBlock());
  failure->bits->addIncoming(value.bits, builder.GetInsertBlock());
  branchAway(hasTag(value, ASL_ERROR), failure->block);
  return value;
}

void FunctionEmitter::branchAway(llvm::Value *condition, llvm::BasicBlock *unlikely) {
  llvm::BasicBlock *next = block("go_on");
  builder.CreateCondBr(condition, unlikely, next,
                       llvm::MDBuilder(function.getContext()).createUnlikelyBranchWeights());
  builder.SetInsertPoint(next);
}

Value FunctionEmitter::inlineRegion(mlir::Region &region, llvm::ArrayRef<Value> arguments) {
  mlir::Block &ops = region.front();
  for (auto [name, value] : llvm::zip(ops.getArguments(), arguments))
    bind(name, value);
  for (mlir::Operation &op : ops.without_terminator())
    emit(&op);
  return get(ops.getTerminator()->getOperand(0));
}

void FunctionEmitter::emit(mlir::Operation *op) {
  llvm::SaveAndRestore<std::optional<ir::ExpressionPlace>> here(place, place);
  if (auto own = ir::expressionPlace(op->getLoc()))
    place = own;
  locate(op->getLoc());
#define ASLC_EMIT_JSONATA_OP(name)                                                                 \
  if (auto known = mlir::dyn_cast<ir::name##Op>(op))                                               \
    return emitOp(known);
  ASLC_JSONATA_OPS(ASLC_EMIT_JSONATA_OP)
#undef ASLC_EMIT_JSONATA_OP
  llvm::TypeSwitch<mlir::Operation *>(op)
      .Case<ir::PathOp, ir::RequireOp, ir::GatherOp, ir::FilterCompareOp, ir::FilterExistsOp,
            ir::FilterMatchesOp, ir::ConstantOp, ir::ContextOp, ir::GetVarOp, ir::AssignOp,
            ir::ObserveOp, ir::ObjectOp, ir::ArrayOp, ir::SetOp, ir::IntrinsicOp, ir::TestOp,
            ir::IsOp, ir::MatchesOp, ir::TruthOp, ir::NotOp, ir::AllOp, ir::AnyOp>(
          [&](auto known) { emitOp(known); })
      .Default([](mlir::Operation *unknown) {
        llvm::report_fatal_error("no code for " + unknown->getName().getStringRef());
      });
}
