// The code of one native function while it is written: its values in registers, and where its errors go.
#pragma once

#include "compiler/codegen/llvm/abi.h"
#include "compiler/codegen/llvm/data.h"
#include "compiler/codegen/llvm/debug_info.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/IR/IRBuilder.h"
#include "mlir/IR/Operation.h"
#include "mlir/IR/Value.h"

namespace aslc::codegen {

/// What all functions of a module share.
struct Shared {
  Shared(llvm::Module &target, llvm::StringRef sourceFile, bool debugInfo)
      : module(target), abi(target), data(target), debug(target, sourceFile, debugInfo) {}

  llvm::Module &module;
  Abi abi;
  Data data;
  DebugInfo debug;
  std::vector<llvm::Constant *> regexes; ///< asl_regex globals of the module
};

/// Where control goes with an error: a block that takes the error as its argument. Its owner fills it in.
struct Failure {
  llvm::BasicBlock *block = nullptr;
  llvm::PHINode *head = nullptr;
  llvm::PHINode *bits = nullptr;
  Value error() const { return {head, bits}; }
};

/// Writes one function. Blocks of the asl dialect become straight code at the place of the builder.
class Code {
public:
  Code(Shared &shared, llvm::Function &function, mlir::Location location);

  Shared &shared;
  llvm::Function &function;
  llvm::IRBuilder<> builder;
  llvm::Value *frame = nullptr;  ///< asl_frame*, where there is one
  llvm::Value *heap = nullptr;   ///< asl_heap*
  llvm::Value *gather = nullptr; ///< asl_gather*, in the parts of an indefinite path
  Failure *failure = nullptr;    ///< where raised errors go

  // Values ------------------------------------------------------------------------------------------
  void bind(mlir::Value name, Value value) { values_[name] = value; }
  Value get(mlir::Value name);
  llvm::Value *condition(mlir::Value name) { return get(name).head; } ///< of an i1
  Value constant(ConstantValue value) { return {value.head, value.bits}; }
  Value undefined() { return constant(shared.data.undefined()); }
  llvm::Value *hasTag(Value value, uint8_t tag);
  Value loadValue(llvm::Value *address);
  void storeValue(Value value, llvm::Value *address);
  Value select(llvm::Value *condition, Value yes, Value no);
  /// The address `offset` bytes behind `base`.
  llvm::Value *at(llvm::Value *base, uint64_t offset);
  /// Memory in this function's frame for `count` asl_values, the same for each use of that size: it holds
  /// arguments of one call, never anything across calls.
  llvm::Value *valueSlots(size_t count);
  llvm::Value *slot(llvm::Type *type, llvm::StringRef name, llvm::Align align = llvm::Align(8));
  llvm::Value *storeValues(llvm::ArrayRef<Value> values); ///< into valueSlots; null when there are none
  llvm::Constant *int32(uint64_t value) { return shared.data.int32(value); }
  llvm::Constant *int64(uint64_t value) { return shared.data.int64(value); }

  // Control -----------------------------------------------------------------------------------------
  llvm::BasicBlock *block(const llvm::Twine &name);
  Failure makeFailure(const llvm::Twine &name);
  /// Goes to `failure` with `error`; what is written next is dead.
  void raise(Value error);
  /// Goes to `failure` when `value` is an error; else goes on.
  Value checked(Value value);
  /// Goes to `unlikely` when `condition` holds; else goes on in a new block.
  void branchAway(llvm::Value *condition, llvm::BasicBlock *unlikely);

  // Ops ---------------------------------------------------------------------------------------------
  /// Writes the ops of `block` but its terminator, and returns what the terminator yields.
  llvm::SmallVector<Value, 1> inlineBlock(mlir::Block &block);
  void emit(mlir::Operation *op);

  Value callValue(llvm::StringRef name, std::initializer_list<Argument> arguments) {
    return shared.abi.callValue(builder, name, arguments);
  }
  llvm::CallInst *call(llvm::StringRef name, std::initializer_list<Argument> arguments) {
    return shared.abi.call(builder, name, arguments);
  }

private:
  llvm::DenseMap<mlir::Value, Value> values_;
  llvm::DenseMap<size_t, llvm::Value *> valueSlots_;
};

} // namespace aslc::codegen
