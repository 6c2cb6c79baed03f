// Constants, the context object, variables, construction and intrinsic functions.
#include "compiler/codegen/llvm/codegen.h"
#include "compiler/codegen/llvm/function_emitter.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

void FunctionEmitter::emitOp(ir::ConstantOp op) {
  bind(op.getResult(), constant(constants.value(op.getValue())));
}

void FunctionEmitter::emitOp(ir::ContextOp op) {
  bind(op.getResult(),
       callValue("asl_context", {frame, int32(static_cast<uint32_t>(op.getPart()))}));
}

void FunctionEmitter::emitOp(ir::GetVarOp op) {
  llvm::Value *owner = frame;
  for (uint64_t depth = op.getDepth(); depth != 0; --depth)
    owner =
        builder.CreateLoad(builder.getPtrTy(), at(owner, offsetof(asl_frame, parent)), "parent");
  llvm::Value *variables = builder.CreateLoad(
      builder.getPtrTy(), at(owner, offsetof(asl_frame, variables)), "variables");
  bind(op.getResult(), loadValue(at(variables, op.getSlot() * sizeof(asl_value))));
}

void FunctionEmitter::emitOp(ir::AssignOp op) {
  std::vector<llvm::Constant *> slots;
  for (mlir::Attribute slot : op.getSlots())
    slots.push_back(int32(mlir::cast<mlir::IntegerAttr>(slot).getValue().getZExtValue()));
  llvm::SmallVector<Value> values;
  for (mlir::Value value : op.getValues())
    values.push_back(get(value));
  checked(callValue("asl_assign", {frame, constants.array(slots, "slots"), storeValues(values),
                                   int32(values.size())}));
}

void FunctionEmitter::emitOp(ir::ObserveOp op) {
  llvm::Type *pointer = builder.getPtrTy(), *word = builder.getInt64Ty();
  llvm::FunctionCallee observe = moduleContext.module.getOrInsertFunction(
      observeFunction, builder.getVoidTy(), pointer, pointer, word, word);
  Value value = get(op.getValue());
  builder.CreateCall(observe,
                     {frame, builder.CreateGlobalString(op.getName()), value.head, value.bits});
}

void FunctionEmitter::emitOp(ir::ObjectOp op) {
  llvm::SmallVector<Value> values;
  for (mlir::Value value : op.getValues())
    values.push_back(get(value));
  if (values.empty())
    return bind(op.getResult(),
                constant(constants.value(ir::JsonAttr::object(op.getContext(), {}, {}))));
  llvm::Constant *keys = constants.symbols(textsOf(op.getKeys()));
  bind(op.getResult(),
       callValue("asl_object_make", {heap, keys, storeValues(values), int32(values.size())}));
}

void FunctionEmitter::emitOp(ir::ArrayOp op) {
  llvm::SmallVector<Value> values;
  for (mlir::Value value : op.getValues())
    values.push_back(get(value));
  if (values.empty())
    return bind(op.getResult(),
                constant(constants.value(ir::JsonAttr::array(op.getContext(), {}))));
  bind(op.getResult(),
       callValue("asl_array_make", {heap, storeValues(values), int32(values.size())}));
}

void FunctionEmitter::emitOp(ir::SetOp op) {
  std::vector<llvm::Constant *> steps; // asl_set_step
  for (mlir::Attribute step : op.getSteps()) {
    auto name = mlir::dyn_cast<mlir::StringAttr>(step);
    int64_t index = name ? 0 : mlir::cast<mlir::IntegerAttr>(step).getInt();
    steps.push_back(
        constants.structure({name ? constants.symbol(name.getValue()) : constants.null(),
                             int64(static_cast<uint64_t>(index))}));
  }
  bind(op.getResult(),
       checked(callValue("asl_set", {heap, get(op.getDocument()), constants.array(steps, "steps"),
                                     int32(steps.size()), get(op.getValue()),
                                     constants.string(op.getPath())})));
}

void FunctionEmitter::emitOp(ir::IntrinsicOp op) {
  llvm::SmallVector<Value> arguments;
  for (mlir::Value argument : op.getArguments())
    arguments.push_back(get(argument));
  bind(op.getResult(), checked(callValue(codeOf(op.getFunction()),
                                         {heap, storeValues(arguments), int32(arguments.size())})));
}
