// A part of a flow as one native function: a block for each state of it, a transition within the
// part is a branch instruction, one to another part a tail call.
#pragma once

#include "compiler/codegen/llvm/function_emitter.h"

#include "llvm/ADT/StringMap.h"

namespace aslc::codegen {

/// A flow as its parts see it: its states by number, and the function that each belongs to.
struct FlowGraph {
  struct State {
    mlir::Operation *op;
    uint32_t index = 0;
    llvm::Function *part = nullptr;
  };

  std::string name; ///< of the flow's native function, without the prefix
  std::vector<State> states;
  llvm::StringMap<size_t> byName;
  llvm::DIType *statesType = nullptr; ///< for debuggers

  const State &at(mlir::FlatSymbolRefAttr state) const {
    return states[byName.lookup(state.getValue())];
  }
};

/// A private function `void (asl_frame *)` called `asl.NAME`.
llvm::Function *makeFlowFunction(ModuleContext &moduleContext, const std::string &name);

/// Writes one native function of a flow.
class PartEmitter {
public:
  PartEmitter(ModuleContext &moduleContext, const FlowGraph &graph, llvm::Function &function,
              const std::string &name, mlir::Location location);

  /// The code of all states that belong to the function, after a head that jumps to
  /// the place that frame->resume names.
  void emitStates();
  /// The rules of a Choice from number `first` on, for a Choice that is in another function.
  void emitRules(const FlowGraph::State &choice, size_t first);

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
    DebugInfo::Scope scope;
  };

  // The graph (part.cpp)
  State &declareState(const FlowGraph::State &state);
  Entry makeEntry(const llvm::Twine &name);
  void goTo(const Entry &entry, Value input);
  /// Goes to a state of the flow, in this function or another one.
  void goTo(const FlowGraph::State &state, Value input);
  void continueIn(llvm::Function *part); ///< ends this function by going on in `part`
  void emitHead();
  void emitEnd();
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
  /// The next instructions are code of `state`, of no line yet.
  void begin(State &state, llvm::BasicBlock *block);

  // What each kind of state does with its raw input (part_states.cpp); result: what it does once
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
  void chooseFrom(ir::ChoiceOp op, size_t first, Value in, Value effective);

  ModuleContext &context_;
  const FlowGraph &graph_;
  llvm::Function &function_;
  std::string name_;
  mlir::Location location_;
  FunctionEmitter code_;
  std::vector<State> states_;
  llvm::DenseMap<uint32_t, size_t> byIndex_; ///< the flow's number of a state -> states_
  State *current_ = nullptr;                 ///< whose code is being written
  llvm::BasicBlock *leaveFunction_;          ///< returns
  Failure failFlow_;                         ///< fails the flow whatever Retry and Catch say
};

} // namespace aslc::codegen
