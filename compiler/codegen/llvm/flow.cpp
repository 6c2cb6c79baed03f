// How a flow becomes functions. Optimisers take more than linear time for a function, so that a
// large flow is divided: its states, in their order, into parts of about one size. The function
// that the runtime calls then only calls the part of the state where the flow goes on.
#include "compiler/codegen/llvm/flow.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

FlowEmitter::FlowEmitter(ModuleContext &moduleContext, ir::Flow flow, const std::string &name)
    : context_(moduleContext), flow_(flow), name_(name),
      function_(makeFlowFunction(moduleContext, name)) {
  graph_.name = name;
  std::vector<std::string> names;
  for (mlir::Operation &op : flow_.getStateBlock()) {
    graph_.byName[mlir::SymbolTable::getSymbolName(&op)] = graph_.states.size();
    graph_.states.push_back({&op, static_cast<uint32_t>(graph_.states.size()), function_});
    names.push_back(mlir::SymbolTable::getSymbolName(&op).str());
  }
  graph_.statesType = moduleContext.debug.statesType(names, flow.getLoc());
}

llvm::Constant *FlowEmitter::emit() {
  std::vector<llvm::Function *> parts = divide();
  if (parts.size() == 1) {
    PartEmitter(context_, graph_, *function_, name_, flow_.getLoc()).emitStates();
    return flowTable();
  }
  emitDispatcher();
  for (auto [index, part] : llvm::enumerate(parts))
    PartEmitter(context_, graph_, *part, name_ + ".part" + std::to_string(index), flow_.getLoc())
        .emitStates();
  return flowTable();
}

std::vector<llvm::Function *> FlowEmitter::divide() {
  std::vector<size_t> begins = partsOf(flow_, context_.partSize);
  if (begins.size() <= 1)
    return {function_};
  std::vector<llvm::Function *> parts;
  for (FlowGraph::State &state : graph_.states) {
    if (parts.size() < begins.size() && state.index == begins[parts.size()])
      parts.push_back(makeFlowFunction(context_, name_ + ".part" + std::to_string(parts.size())));
    state.part = parts.back();
  }
  return parts;
}

void FlowEmitter::emitDispatcher() {
  ConstantPool &constants = context_.constants;
  std::vector<llvm::Constant *> partOfState;
  for (const FlowGraph::State &state : graph_.states)
    partOfState.push_back(state.part);
  llvm::Constant *table = constants.array(partOfState, "parts");

  context_.debug.describe(*function_, name_, flow_.getLoc());
  FunctionEmitter code(context_, *function_, flow_.getLoc());
  llvm::IRBuilder<> &builder = code.builder;
  code.frame = function_->getArg(0);
  code.frame->setName("frame");
  llvm::Value *resume = builder.CreateLoad(
      builder.getInt32Ty(), code.at(code.frame, offsetof(asl_frame, resume)), "resume");
  llvm::Value *state = builder.CreateLShr(resume, 2, "state");
  llvm::BasicBlock *nowhere = code.block("nowhere");
  code.branchAway(builder.CreateICmpUGE(state, code.int32(partOfState.size())), nowhere);
  llvm::Value *slot = builder.CreateInBoundsGEP(builder.getPtrTy(), table, {state});
  llvm::CallInst *call =
      builder.CreateCall(function_->getFunctionType(),
                         builder.CreateLoad(builder.getPtrTy(), slot, "part"), {code.frame});
  call->setTailCallKind(llvm::CallInst::TCK_MustTail);
  call->setDoesNotThrow();
  builder.CreateRetVoid();
  // A place that no state has: the frame is not ours.
  builder.SetInsertPoint(nowhere);
  builder.CreateIntrinsic(llvm::Intrinsic::trap, {}, {});
  builder.CreateUnreachable();
}
