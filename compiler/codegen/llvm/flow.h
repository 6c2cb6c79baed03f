// A flow (a machine, a branch, a processor) as native code: one function for most, several for
// large ones, and the tables that describe it to the runtime.
#pragma once

#include "compiler/codegen/llvm/part.h"

namespace aslc::codegen {

/// Writes the functions of one flow, and those of the flows inside of it. Emits its asl_flow.
class FlowEmitter {
public:
  /// `name` is that of the native function: `order`, `order.Process[0]`.
  FlowEmitter(ModuleContext &moduleContext, ir::Flow flow, const std::string &name);

  /// The address of the asl_flow.
  llvm::Constant *emit();

private:
  // Its code (flow.cpp)
  /// Assigns each state to a function. Returns the functions.
  std::vector<llvm::Function *> divide();
  void emitDispatcher();

  // Tables (flow_tables.cpp)
  llvm::Constant *flowTable();
  llvm::Constant *stateInfo(const FlowGraph::State &state);
  llvm::Constant *retriers(mlir::Operation *op, uint32_t &count);
  llvm::Constant *catchers(const FlowGraph::State &state, uint32_t &count);
  llvm::Constant *branches(ir::ParallelOp op, const std::string &state, uint32_t &count);
  llvm::Constant *mapInfo(ir::MapOp op, const std::string &state);
  llvm::Constant *readerInfo(ir::MapOp op, llvm::Constant *maxItemsPath);
  llvm::Constant *writerInfo(ir::MapOp op);
  llvm::Constant *selector(ir::MapOp op, const std::string &name);

  ModuleContext &context_;
  ir::Flow flow_;
  std::string name_;
  llvm::Function *function_; ///< asl_flow::run
  FlowGraph graph_;
};

} // namespace aslc::codegen
