// Constants, the context object, variables, construction and intrinsic functions.
#include "compiler/codegen/llvm/code.h"

#include "llvm/ADT/StringSwitch.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

/// The asl_context_part with that name.
uint32_t contextPart(llvm::StringRef name) {
  return llvm::StringSwitch<uint32_t>(name)
      .Case("Execution", ASL_CONTEXT_EXECUTION)
      .Case("Execution.Id", ASL_CONTEXT_EXECUTION_ID)
      .Case("Execution.Input", ASL_CONTEXT_EXECUTION_INPUT)
      .Case("Execution.Name", ASL_CONTEXT_EXECUTION_NAME)
      .Case("Execution.RoleArn", ASL_CONTEXT_EXECUTION_ROLE_ARN)
      .Case("Execution.StartTime", ASL_CONTEXT_EXECUTION_START_TIME)
      .Case("StateMachine", ASL_CONTEXT_STATE_MACHINE)
      .Case("State", ASL_CONTEXT_STATE)
      .Case("State.Name", ASL_CONTEXT_STATE_NAME)
      .Case("State.EnteredTime", ASL_CONTEXT_STATE_ENTERED_TIME)
      .Case("State.RetryCount", ASL_CONTEXT_STATE_RETRY_COUNT)
      .Case("Task", ASL_CONTEXT_TASK)
      .Case("Task.Token", ASL_CONTEXT_TASK_TOKEN)
      .Case("Map", ASL_CONTEXT_MAP)
      .Case("Map.Item", ASL_CONTEXT_MAP_ITEM)
      .Case("Map.Item.Index", ASL_CONTEXT_MAP_ITEM_INDEX)
      .Case("Map.Item.Value", ASL_CONTEXT_MAP_ITEM_VALUE)
      .Default(ASL_CONTEXT_ALL);
}

/// The ABI's function for `States.<name>`.
llvm::StringRef intrinsicFunction(llvm::StringRef name) {
#define ASLC_INTRINSIC_CASE(function, Name) .Case(#Name, "asl_intrinsic_" #function)
  return llvm::StringSwitch<llvm::StringRef>(name) ASL_INTRINSICS(ASLC_INTRINSIC_CASE).Default("");
#undef ASLC_INTRINSIC_CASE
}

} // namespace

void Code::emitOp(ir::ConstantOp op) {
  bind(op.getResult(), constant(shared.data.value(op.getJson())));
}

void Code::emitOp(ir::ContextOp op) {
  bind(op.getResult(), callValue("asl_context", {frame, int32(contextPart(op.getPart()))}));
}

void Code::emitOp(ir::GetVarOp op) {
  llvm::Value *owner = frame;
  for (uint64_t depth = op.getDepth(); depth != 0; --depth)
    owner =
        builder.CreateLoad(builder.getPtrTy(), at(owner, offsetof(asl_frame, parent)), "parent");
  llvm::Value *variables = builder.CreateLoad(
      builder.getPtrTy(), at(owner, offsetof(asl_frame, variables)), "variables");
  bind(op.getResult(), loadValue(at(variables, op.getSlot() * sizeof(asl_value))));
}

void Code::emitOp(ir::AssignOp op) {
  std::vector<llvm::Constant *> slots;
  for (mlir::Attribute slot : op.getSlots())
    slots.push_back(int32(mlir::cast<mlir::IntegerAttr>(slot).getValue().getZExtValue()));
  llvm::SmallVector<Value> values;
  for (mlir::Value value : op.getValues())
    values.push_back(get(value));
  checked(callValue("asl_assign", {frame, shared.data.array(slots, "slots"), storeValues(values),
                                   int32(values.size())}));
}

void Code::emitOp(ir::ObjectOp op) {
  llvm::SmallVector<Value> values;
  for (mlir::Value value : op.getValues())
    values.push_back(get(value));
  if (values.empty())
    return bind(op.getResult(), constant(shared.data.value("{}")));
  llvm::Constant *keys = shared.data.symbols(textsOf(op.getKeys()));
  bind(op.getResult(),
       callValue("asl_object_make", {heap, keys, storeValues(values), int32(values.size())}));
}

void Code::emitOp(ir::ArrayOp op) {
  llvm::SmallVector<Value> values;
  for (mlir::Value value : op.getValues())
    values.push_back(get(value));
  if (values.empty())
    return bind(op.getResult(), constant(shared.data.value("[]")));
  bind(op.getResult(),
       callValue("asl_array_make", {heap, storeValues(values), int32(values.size())}));
}

void Code::emitOp(ir::SetOp op) {
  std::vector<llvm::Constant *> steps; // asl_set_step
  for (mlir::Attribute step : op.getSteps()) {
    auto name = mlir::dyn_cast<mlir::StringAttr>(step);
    int64_t index = name ? 0 : mlir::cast<mlir::IntegerAttr>(step).getInt();
    steps.push_back(
        shared.data.structure({name ? shared.data.symbol(name.getValue()) : shared.data.null(),
                               int64(static_cast<uint64_t>(index))}));
  }
  bind(op.getResult(),
       checked(callValue("asl_set", {heap, get(op.getDocument()), shared.data.array(steps, "steps"),
                                     int32(steps.size()), get(op.getValue()),
                                     shared.data.string(op.getPath())})));
}

void Code::emitOp(ir::IntrinsicOp op) {
  llvm::SmallVector<Value> arguments;
  for (mlir::Value argument : op.getArguments())
    arguments.push_back(get(argument));
  llvm::StringRef name = intrinsicFunction(op.getFunction());
  assert(!name.empty() && "the front end knows the intrinsic functions");
  bind(op.getResult(),
       checked(callValue(name, {heap, storeValues(arguments), int32(arguments.size())})));
}
