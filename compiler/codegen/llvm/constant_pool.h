// Constant data of a module: strings, symbols, JSON values, tables. Each thing is emitted once.
#pragma once

#include "compiler/codegen/llvm/abi.h"
#include "compiler/codegen/symbol_table.h"
#include "compiler/ir/asl.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"

#include <string>
#include <vector>

namespace asl {
class Heap;
}

namespace aslc::codegen {

/// An asl_value that is known now; `bits` may be an address.
struct ConstantValue {
  llvm::Constant *head;
  llvm::Constant *bits;
};

/// Emits the constant data of one module. All globals are private to it.
class ConstantPool {
public:
  explicit ConstantPool(llvm::Module &module);
  ~ConstantPool();

  /// The asl_string with that text; the same text gives the same address.
  llvm::Constant *string(llvm::StringRef text);
  /// The same, and the text is a key that the machine looks at.
  llvm::Constant *symbol(llvm::StringRef key);
  /// An array of addresses of asl_strings; null when there are none.
  llvm::Constant *strings(llvm::ArrayRef<std::string> texts);
  llvm::Constant *symbols(llvm::ArrayRef<std::string> keys);

  ConstantValue undefined();
  ConstantValue text(llvm::StringRef text); ///< a string value
  /// A constant. All keys in it become symbols.
  ConstantValue value(ir::JsonAttr json);
  ConstantValue boolean(bool value);
  ConstantValue nullValue(); ///< JSON's null
  /// A constant in memory; it lives as long as this.
  asl_value read(ir::JsonAttr json);
  llvm::Constant *inMemory(ConstantValue value); ///< as a struct, for tables

  /// A private constant; `name` is for readers of the IR.
  llvm::GlobalVariable *global(llvm::Constant *initializer, llvm::StringRef name);
  /// The same, but equal ones are emitted once.
  llvm::Constant *shared(llvm::Constant *initializer, llvm::StringRef name);
  /// The address of an array of `elements`, all of one type; null when there are none.
  llvm::Constant *array(llvm::ArrayRef<llvm::Constant *> elements, llvm::StringRef name);
  llvm::Constant *structure(llvm::ArrayRef<llvm::Constant *> members);
  llvm::Constant *int8(uint8_t value);
  llvm::Constant *int32(uint64_t value);
  llvm::Constant *int64(uint64_t value);
  llvm::Constant *real(double value);
  llvm::Constant *null();
  llvm::Constant *cString(llvm::StringRef text); ///< NUL-terminated

  /// Fills in the strings and emits asl_symbols; call once, when nothing is added any more.
  llvm::Constant *finish();

private:
  ConstantValue emit(const asl_value &value);
  llvm::Constant *emitArray(const asl_array &array);
  llvm::Constant *emitObject(const asl_object &object);
  llvm::Constant *addresses(llvm::ArrayRef<std::string> texts, bool areKeys);

  llvm::Module &module_;
  llvm::LLVMContext &context_;
  SymbolTable symbols_;
  std::unique_ptr<asl::Heap> heap_; ///< where constants are read into
  llvm::StringMap<llvm::GlobalVariable *> strings_;
  std::vector<std::string> order_; ///< of strings_, so that output is the same each time
  llvm::DenseMap<ir::JsonAttr, ConstantValue> values_;
  llvm::DenseMap<llvm::Constant *, llvm::Constant *> shared_; ///< initializer -> global
};

} // namespace aslc::codegen
