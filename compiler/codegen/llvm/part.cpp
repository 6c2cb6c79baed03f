// The graph of a part: its head, its states' blocks, transitions, failures and catchers.
#include "compiler/codegen/llvm/part.h"

#include "compiler/codegen/lines.h"

#include "llvm/Transforms/Utils/BasicBlockUtils.h"

using namespace aslc::codegen;

namespace ir = aslc::ir;

llvm::Function *aslc::codegen::makeFlowFunction(ModuleContext &moduleContext,
                                                const std::string &name) {
  llvm::LLVMContext &context = moduleContext.module.getContext();
  auto *type = llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                       {llvm::PointerType::getUnqual(context)}, false);
  auto *function = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "asl." + name,
                                          moduleContext.module);
  function->setDoesNotThrow();
  return function;
}

PartEmitter::PartEmitter(ModuleContext &moduleContext, const FlowGraph &graph,
                         llvm::Function &function, const std::string &name, mlir::Location location)
    : context_(moduleContext), graph_(graph), function_(function), name_(name), location_(location),
      code_(moduleContext, function, location) {
  moduleContext.debug.describe(function, graph.name, location);
  code_.locate(location);
  code_.frame = function.getArg(0);
  code_.frame->setName("frame");
  leaveFunction_ = code_.block("leave");
  failFlow_ = code_.makeFailure("fail_flow");
}

void PartEmitter::emitStates() {
  for (const FlowGraph::State &state : graph_.states)
    if (state.part == &function_)
      declareState(state);
  emitHead();
  for (State &state : states_)
    emitState(state);
  emitEnd();
}

void PartEmitter::emitRules(const FlowGraph::State &choice, size_t first) {
  State &state = declareState(choice);
  auto op = mlir::cast<ir::ChoiceOp>(choice.op);
  llvm::DeleteDeadBlock(state.enter.block);
  begin(state, &function_.getEntryBlock());
  code_.loadHeap();
  context_.debug.showState(code_.builder, state.scope, code_.frame, {});
  code_.failure = &current_->failure;
  // Made anew, as after a suspension: only the raw input goes from function to function.
  Value in = data();
  chooseFrom(op, first, in, code_.regionOr(op.getEnter(), in, in));
  emitEnd();
}

/// What all code of the function leads to.
void PartEmitter::emitEnd() {
  for (State &state : states_)
    emitFailure(state);
  llvm::IRBuilder<> &builder = code_.builder;
  code_.state = {};
  code_.locateNowhere();
  builder.SetInsertPoint(failFlow_.block);
  code_.call("asl_flow_fail", {code_.frame, failFlow_.error()});
  builder.CreateBr(leaveFunction_);
  builder.SetInsertPoint(leaveFunction_);
  builder.CreateRetVoid();
}

void PartEmitter::begin(State &state, llvm::BasicBlock *block) {
  current_ = &state;
  code_.state = state.scope;
  code_.locateNowhere();
  code_.builder.SetInsertPoint(block);
}

// ---- Blocks

PartEmitter::Entry PartEmitter::makeEntry(const llvm::Twine &name) {
  llvm::IRBuilder<>::InsertPointGuard guard(code_.builder);
  Entry entry;
  entry.block = code_.block(name);
  code_.builder.SetInsertPoint(entry.block);
  entry.head = code_.builder.CreatePHI(code_.builder.getInt64Ty(), 0, "in.head");
  entry.bits = code_.builder.CreatePHI(code_.builder.getInt64Ty(), 0, "in.bits");
  return entry;
}

PartEmitter::State &PartEmitter::declareState(const FlowGraph::State &state) {
  mlir::StringRef name = mlir::SymbolTable::getSymbolName(state.op).getValue();
  byIndex_[state.index] = states_.size();
  State &made = states_.emplace_back();
  made.op = mlir::cast<ir::State>(state.op);
  made.index = state.index;
  made.enter = makeEntry(name);
  if (made.op.maySuspend()) {
    made.attempt = makeEntry(name + ".attempt");
    made.result = code_.block(name + ".result");
  }
  made.failure = code_.makeFailure(name + ".fail");
  made.scope = context_.debug.stateWithin(function_, name, state.index, graph_.statesType,
                                          made.op->getLoc());
  return made;
}

void PartEmitter::goTo(const Entry &entry, Value input) {
  entry.head->addIncoming(input.head, code_.builder.GetInsertBlock());
  entry.bits->addIncoming(input.bits, code_.builder.GetInsertBlock());
  code_.builder.CreateBr(entry.block);
}

void PartEmitter::goTo(const FlowGraph::State &state, Value input) {
  if (state.part == &function_)
    return goTo(states_[byIndex_.lookup(state.index)].enter, input);
  code_.storeValue(input, frameField(offsetof(asl_frame, data)));
  code_.builder.CreateStore(code_.int32(state.index * 4 + ASL_AT_ENTER),
                            frameField(offsetof(asl_frame, resume)));
  continueIn(state.part);
}

void PartEmitter::continueIn(llvm::Function *part) {
  llvm::CallInst *call = code_.builder.CreateCall(part, {code_.frame});
  // However long a chain of states is, it takes no stack.
  call->setTailCallKind(llvm::CallInst::TCK_MustTail);
  call->setDoesNotThrow();
  code_.builder.CreateRetVoid();
}

Value PartEmitter::data() { return code_.loadValue(frameField(offsetof(asl_frame, data))); }
Value PartEmitter::result() { return code_.loadValue(frameField(offsetof(asl_frame, result))); }

// ---- The head: where the flow goes on

void PartEmitter::emitHead() {
  llvm::IRBuilder<> &builder = code_.builder;
  code_.loadHeap();
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
llvm::BasicBlock *PartEmitter::loadInputFor(const Entry &entry) {
  llvm::IRBuilder<>::InsertPointGuard guard(code_.builder);
  llvm::BasicBlock *block = code_.block("resume." + entry.block->getName());
  code_.builder.SetInsertPoint(block);
  goTo(entry, data());
  return block;
}

// ---- States

void PartEmitter::emitState(State &state) {
  mlir::Operation *op = state.op;
  llvm::IRBuilder<> &builder = code_.builder;
  begin(state, state.enter.block);
  Value given{state.enter.head, state.enter.bits};
  context_.debug.showState(builder, state.scope, code_.frame, given);
  for (unsigned line : state.scope.state ? entryLinesOf(op) : std::vector<unsigned>())
    context_.debug.markLine(builder, state.scope, line);
  code_.locate(op->getLoc());
  code_.failure = &failFlow_;
  Value in = code_.checked(
      code_.callValue("asl_state_enter", {code_.frame, builder.getInt32(state.index), given}));
  code_.locateNowhere();
  if (state.op.maySuspend()) {
    goTo(state.attempt, in);
    builder.SetInsertPoint(state.attempt.block);
    in = {state.attempt.head, state.attempt.bits};
  }
  context_.debug.showState(builder, state.scope, code_.frame, {});
  code_.failure = &state.failure;
  enterState(op, in);

  if (!state.result)
    return;
  begin(state, state.result);
  context_.debug.showState(builder, state.scope, code_.frame, {});
  Value result = code_.checked(this->result());
  finishState(op, data(), result);
}

void PartEmitter::leave(Value output, mlir::FlatSymbolRefAttr next) {
  code_.locateNowhere();
  Value left = code_.checked(code_.callValue("asl_state_exit", {code_.frame, output}));
  if (next)
    return goTo(graph_.at(next), left);
  code_.call("asl_flow_succeed", {code_.frame, left});
  code_.builder.CreateBr(leaveFunction_);
}

void PartEmitter::awaitResult(llvm::Value *answer) {
  llvm::IRBuilder<> &builder = code_.builder;
  builder.CreateCondBr(builder.CreateICmpSLT(answer, builder.getInt32(ASL_READY)), leaveFunction_,
                       current_->result);
}

// ---- Failures

void PartEmitter::emitFailure(State &state) {
  mlir::Operation *op = state.op;
  llvm::IRBuilder<> &builder = code_.builder;
  begin(state, state.failure.block);
  if (state.failure.head->getNumIncomingValues() == 0) {
    builder.CreateUnreachable();
    llvm::DeleteDeadBlock(state.failure.block);
    return;
  }
  context_.debug.showState(builder, state.scope, code_.frame, {});
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

void PartEmitter::emitCatcher(ir::CatcherOp catcher) {
  context_.debug.showState(code_.builder, code_.state, code_.frame, {});
  code_.locate(catcher.getLoc());
  // What fails here is not caught again.
  code_.failure = &failFlow_;
  Value in = data(), error = result();
  leave(code_.regionOr(catcher.getExit(), {in, error}, error), catcher.getNextAttr());
}
