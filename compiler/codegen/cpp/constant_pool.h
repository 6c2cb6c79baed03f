// Constant data of a module as C++: strings, JSON values, tables. Each thing is written once.
#pragma once

#include "compiler/codegen/cpp/names.h"
#include "compiler/codegen/symbol_table.h"
#include "compiler/ir/asl.h"

#include "asl/abi/abi.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"

#include <memory>
#include <string>
#include <vector>

namespace asl {
class Heap;
}

namespace aslc::codegen::cpp {

/// What lies in the namespaces `text` and `data` of a source file. Members return expressions.
class ConstantPool {
public:
  ConstantPool();
  ~ConstantPool();

  /// The string of that text: `text::order`.
  std::string string(llvm::StringRef text);
  /// The same, and the text is a key that the machine looks at.
  std::string symbol(llvm::StringRef key);
  /// The same or, for what is absent, `nullptr`.
  std::string stringOr(std::optional<llvm::StringRef> text) {
    return text ? string(*text) : "nullptr";
  }
  /// An array of strings, `{}` when there are none.
  std::string strings(llvm::ArrayRef<std::string> texts, llvm::StringRef name);
  std::string symbols(llvm::ArrayRef<std::string> keys, llvm::StringRef name);
  /// A constant.
  std::string value(ir::JsonAttr json);
  /// A constant in `data`, such as `const uint32_t NAME[] = {0, 1}`: `type`, what follows its
  /// name, and its initializer. Equal ones are written once.
  std::string constant(llvm::StringRef type, llvm::StringRef name, llvm::StringRef suffix,
                       llvm::StringRef initializer);
  std::string regex(llvm::StringRef pattern, bool ignoreCase, bool multiline);
  size_t regexCount() const { return regexes_.size(); }

  /// The text of both namespaces with the tables of symbols and expressions; call last.
  std::string finish();

private:
  std::string write(const asl_value &value);
  std::string stringLine(llvm::StringRef text) const;
  std::string symbolTables();

  SymbolTable symbols_;
  std::unique_ptr<asl::Heap> heap_; ///< where constants are read into
  Names textNames_, dataNames_;
  llvm::StringMap<std::string> strings_; ///< text -> name
  std::vector<std::string> order_;       ///< of strings_
  llvm::DenseMap<ir::JsonAttr, std::string> values_;
  llvm::StringMap<std::string> known_; ///< constant -> name
  std::string lines_;                  ///< of `data`
  std::vector<std::string> regexes_;
};

} // namespace aslc::codegen::cpp
