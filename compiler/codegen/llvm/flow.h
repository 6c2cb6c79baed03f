// A flow (a machine, a branch, a processor) as one native function: a block for each state, a
// transition is a branch instruction.
#pragma once

#include "compiler/codegen/llvm/code.h"

#include "llvm/ADT/StringMap.h"

namespace aslc::codegen {

/// Writes the function of one flow, and before it those of the flows inside of it. Emits its
/// asl_flow.
class FlowEmitter {
public:
  /// `name` is that of the native function: `order`, `order.Process[0]`.
  FlowEmitter(Shared &shared, ir::Flow flow, const std::string &name);

  /// The address of the asl_flow.
  llvm::Constant *emit();

private:
  /// A block that takes the raw input of a state.
  struct Entry {
    llvm::BasicBlock *block = nullptr;
    llvm::PHINode *head = nullptr;
    llvm::PHINode *bits = nullptr;
  };
  struct State {
    ir::State op;
    uint32_t index = 0;
    Entry enter;   ///< where transitions go
    Entry attempt; ///< its work, after the Entered event; of states that can suspend
    llvm::BasicBlock *result = nullptr; ///< of states that can suspend: their work is over
    Failure failure;
  };

  // The graph (flow.cpp)
  void declareStates();
  Entry makeEntry(const llvm::Twine &name);
  void goTo(const Entry &entry, Value input);
  void emitHead();
  llvm::BasicBlock *loadInputFor(const Entry &entry);
  void emitState(State &state);
  void emitFailure(State &state);
  void emitCatcher(ir::CatcherOp catcher);
  /// Ends the state with `output` and goes to `next`, or ends the flow.
  void leave(Value output, mlir::FlatSymbolRefAttr next);
  /// Goes on to the current state's result when it is ready; returns from the function otherwise.
  void awaitResult(llvm::Value *answer);
  Value data();   ///< frame->data
  Value result(); ///< frame->result
  llvm::Value *frameField(uint64_t offset) { return code_.at(code_.frame, offset); }

  // What each kind of state does with its raw input (flow_states.cpp); result: what it does once
  // its work is over, for those that can suspend.
  void enterState(ir::PassOp op, Value in);
  void enterState(ir::SucceedOp op, Value in);
  void enterState(ir::FailOp op, Value in);
  void enterState(ir::ChoiceOp op, Value in);
  void enterState(ir::WaitOp op, Value in);
  void enterState(ir::TaskOp op, Value in);
  void enterState(ir::ParallelOp op, Value in);
  void enterState(ir::MapOp op, Value in);
  void enterState(mlir::Operation *op, Value in);
  void finishState(mlir::Operation *op, Value in, Value result);

  // Tables (flow_tables.cpp)
  llvm::Constant *flowTable();
  llvm::Constant *stateInfo(State &state);
  llvm::Constant *retriers(mlir::Operation *op, uint32_t &count);
  llvm::Constant *catchers(State &state, uint32_t &count);
  llvm::Constant *branches(ir::ParallelOp op, const std::string &state, uint32_t &count);
  llvm::Constant *mapInfo(ir::MapOp op, const std::string &state);
  llvm::Constant *selector(ir::MapOp op, const std::string &name);

  Shared &shared_;
  ir::Flow flow_;
  std::string name_;
  llvm::Function *function_;
  Code code_;
  std::vector<State> states_;
  llvm::StringMap<size_t> byName_;
  State *current_ = nullptr;        ///< whose code is being written
  llvm::BasicBlock *leaveFunction_; ///< returns
  Failure failFlow_;                ///< fails the flow whatever Retry and Catch say
};

} // namespace aslc::codegen
