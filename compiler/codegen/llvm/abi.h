// The functions of the runtime as generated code declares and calls them.
#pragma once

#include "asl/abi/abi.h"

#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/Module.h"

#include <initializer_list>

namespace aslc::codegen {

/// An asl_value in the two registers in which it is passed: `head` is size, tag and flags, `bits`
/// the rest.
struct Value {
  llvm::Value *head = nullptr;
  llvm::Value *bits = nullptr;
};

/// An argument of an ABI call: a plain LLVM value (integer, pointer) or an asl_value.
struct Argument {
  Argument(llvm::Value *plain) : head(plain) {}
  Argument(Value value) : head(value.head), bits(value.bits) {}
  llvm::Value *head;
  llvm::Value *bits = nullptr; ///< null for a plain one
};

/// Declares ABI functions in one module, with their attributes, as they are first called; writes
/// calls that follow the C calling convention of the target (x86-64 System V, AArch64).
class Abi {
public:
  explicit Abi(llvm::Module &module);

  /// Calls `name`, a function that returns a plain value or nothing.
  llvm::CallInst *call(llvm::IRBuilder<> &builder, llvm::StringRef name,
                       std::initializer_list<Argument> arguments);
  /// Calls `name`, a function that returns an asl_value.
  Value callValue(llvm::IRBuilder<> &builder, llvm::StringRef name,
                  std::initializer_list<Argument> arguments);

  /// The function `name` as an address, to be called by the runtime.
  llvm::Constant *address(llvm::StringRef name) { return declare(name).function; }

  llvm::StructType *valueType() const { return valueType_; } ///< {i64, i64}, as it is returned
  static llvm::ArrayRef<const char *> names();               ///< of every ABI function

private:
  struct Declared {
    llvm::Function *function;
    llvm::BitVector inMemory; ///< arguments that go to the stack as a whole (x86-64)
  };
  const Declared &declare(llvm::StringRef name);

  llvm::Module &module_;
  llvm::StructType *valueType_;
  llvm::StringMap<Declared> declared_;
  bool x86_;
};

} // namespace aslc::codegen
