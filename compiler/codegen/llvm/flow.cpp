// The graph of a flow: its head, its states' blocks, transitions, failures and catchers.
#include "compiler/codegen/llvm/flow.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

namespace {

llvm::Function *makeFunction(Shared &shared, const std::string &name) {
  llvm::LLVMContext &context = shared.module.getContext();
  auto *type = llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                       {llvm::PointerType::getUnqual(context)}, false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "asl." + name,
                                          shared.module);
  function->setDoesNotThrow();
  return function;
}

} // namespace

FlowEmitter::FlowEmitter(Shared &shared, ir::Flow flow, const std::string &name)
    : shared_(shared), flow_(flow), name_(name), function_(makeFunction(shared, name)),
      code_(shared, *function_, flow.getLoc()) {
  shared.debug.describe(*function_, name, flow.getLoc());
  code_.frame = function_->getArg(0);
  code_.frame->setName("frame");
}

llvm::Constant *FlowEmitter::emit() {
  declareStates();
  emitHead();
  for (State &state : states_)
    emitState(state);
  for (State &state : states_)
    emitFailure(state);

  llvm::IRBuilder<> &builder = code_.builder;
  builder.SetCurrentDebugLocation(shared_.debug.locate(*function_, flow_.getLoc()));
  builder.SetInsertPoint(failFlow_.block);
  code_.call("asl_flow_fail", {code_.frame, failFlow_.error()});
  builder.CreateBr(leaveFunction_);
  builder.SetInsertPoint(leaveFunction_);
  builder.CreateRetVoid();
  return flowTable();
}

// ---- Blocks

FlowEmitter::Entry FlowEmitter::makeEntry(const llvm::Twine &name) {
  llvm::IRBuilder<>::InsertPointGuard guard(code_.builder);
  Entry entry;
  entry.block = code_.block(name);
  code_.builder.SetInsertPoint(entry.block);
  entry.head = code_.builder.CreatePHI(code_.builder.getInt64Ty(), 0, "in.head");
  entry.bits = code_.builder.CreatePHI(code_.builder.getInt64Ty(), 0, "in.bits");
  return entry;
}

void FlowEmitter::declareStates() {
  for (mlir::Operation &op : flow_.getStateBlock()) {
    auto state = mlir::cast<ir::State>(op);
    std::string name = mlir::SymbolTable::getSymbolName(&op).str();
    byName_[name] = states_.size();
    State made;
    made.op = state;
    made.index = static_cast<uint32_t>(states_.size());
    made.enter = makeEntry(name);
    if (state.maySuspend()) {
      made.attempt = makeEntry(name + ".attempt");
      made.result = code_.block(name + ".result");
    }
    made.failure = code_.makeFailure(name + ".fail");
    states_.push_back(made);
  }
  leaveFunction_ = code_.block("leave");
  failFlow_ = code_.makeFailure("fail_flow");
}

void FlowEmitter::goTo(const Entry &entry, Value input) {
  entry.head->addIncoming(input.head, code_.builder.GetInsertBlock());
  entry.bits->addIncoming(input.bits, code_.builder.GetInsertBlock());
  code_.builder.CreateBr(entry.block);
}

Value FlowEmitter::data() { return code_.loadValue(frameField(offsetof(asl_frame, data))); }
Value FlowEmitter::result() { return code_.loadValue(frameField(offsetof(asl_frame, result))); }

// ---- The head: where the flow goes on

void FlowEmitter::emitHead() {
  llvm::IRBuilder<> &builder = code_.builder;
  code_.heap =
      builder.CreateLoad(builder.getPtrTy(), frameField(offsetof(asl_frame, heap)), "heap");
  llvm::Value *resume =
      builder.CreateLoad(builder.getInt32Ty(), frameField(offsetof(asl_frame, resume)), "resume");
  llvm::BasicBlock *nowhere = code_.block("nowhere");
  llvm::SwitchInst *ways = builder.CreateSwitch(resume, nowhere);
  auto way = [&](const State &state, uint32_t how, llvm::BasicBlock *block) {
    ways->addCase(builder.getInt32(state.index * 4 + how), block);
  };
  for (const State &state : states_) {
    way(state, ASL_AT_ENTER, loadInputFor(state.enter));
    if (!state.attempt.block)
      continue;
    way(state, ASL_AT_ATTEMPT, loadInputFor(state.attempt));
    way(state, ASL_AT_RESULT, state.result);
  }
  // A place that no state has: the frame is not ours.
  builder.SetInsertPoint(nowhere);
  builder.CreateIntrinsic(llvm::Intrinsic::trap, {}, {});
  builder.CreateUnreachable();
}

/// A block that takes frame->data as the input of `entry`.
llvm::BasicBlock *FlowEmitter::loadInputFor(const Entry &entry) {
  llvm::IRBuilder<>::InsertPointGuard guard(code_.builder);
  llvm::BasicBlock *block = code_.block("resume." + entry.block->getName());
  code_.builder.SetInsertPoint(block);
  goTo(entry, data());
  return block;
}

// ---- States

void FlowEmitter::emitState(State &state) {
  mlir::Operation *op = state.op;
  llvm::IRBuilder<> &builder = code_.builder;
  builder.SetCurrentDebugLocation(shared_.debug.locate(*function_, op->getLoc()));
  current_ = &state;
  builder.SetInsertPoint(state.enter.block);
  code_.failure = &failFlow_;
  Value in = code_.checked(
      code_.callValue("asl_state_enter", {code_.frame, builder.getInt32(state.index),
                                          Value{state.enter.head, state.enter.bits}}));
  if (state.op.maySuspend()) {
    goTo(state.attempt, in);
    builder.SetInsertPoint(state.attempt.block);
    in = {state.attempt.head, state.attempt.bits};
  }
  code_.failure = &state.failure;
  enterState(op, in);

  if (!state.result)
    return;
  builder.SetCurrentDebugLocation(shared_.debug.locate(*function_, op->getLoc()));
  builder.SetInsertPoint(state.result);
  Value given = code_.checked(result());
  finishState(op, data(), given);
}

void FlowEmitter::leave(Value output, mlir::FlatSymbolRefAttr next) {
  Value left = code_.checked(code_.callValue("asl_state_exit", {code_.frame, output}));
  if (next)
    return goTo(states_[byName_.lookup(next.getValue())].enter, left);
  code_.call("asl_flow_succeed", {code_.frame, left});
  code_.builder.CreateBr(leaveFunction_);
}

void FlowEmitter::awaitResult(llvm::Value *answer) {
  llvm::IRBuilder<> &builder = code_.builder;
  builder.CreateCondBr(builder.CreateICmpSLT(answer, builder.getInt32(ASL_READY)), leaveFunction_,
                       current_->result);
}

// ---- Failures

void FlowEmitter::emitFailure(State &state) {
  mlir::Operation *op = state.op;
  llvm::IRBuilder<> &builder = code_.builder;
  builder.SetCurrentDebugLocation(shared_.debug.locate(*function_, op->getLoc()));
  current_ = &state;
  builder.SetInsertPoint(state.failure.block);
  if (state.failure.head->getNumIncomingValues() == 0) {
    builder.CreateUnreachable();
    llvm::DeleteDeadBlock(state.failure.block);
    return;
  }
  llvm::Value *taken = code_.call("asl_state_failed", {code_.frame, state.failure.error()});
  llvm::SwitchInst *ways = builder.CreateSwitch(taken, leaveFunction_);
  for (auto [index, catcher] : llvm::enumerate(state.op.getCatcherOps())) {
    llvm::BasicBlock *block = code_.block(mlir::SymbolTable::getSymbolName(op).getValue() +
                                          ".catch" + llvm::Twine(index));
    ways->addCase(builder.getInt32(static_cast<uint32_t>(index)), block);
    builder.SetInsertPoint(block);
    emitCatcher(mlir::cast<ir::CatcherOp>(catcher));
  }
}

void FlowEmitter::emitCatcher(ir::CatcherOp catcher) {
  code_.builder.SetCurrentDebugLocation(shared_.debug.locate(*function_, catcher.getLoc()));
  // What fails here is not caught again.
  code_.failure = &failFlow_;
  Value in = data(), error = result();
  leave(code_.regionOr(catcher.getExit(), {in, error}, error), catcher.getNextAttr());
}
