// A double as a parameter of attributes, which must be compared, hashed, printed and parsed.
#pragma once

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/Hashing.h"
#include "llvm/ADT/SmallString.h"

namespace aslc::ir {

struct Number {
  double value = 0;

  operator double() const { return value; }
  friend llvm::hash_code hash_value(Number number) {
    return llvm::hash_value(llvm::APFloat(number.value));
  }
};

inline mlir::AsmPrinter &operator<<(mlir::AsmPrinter &printer, Number number) {
  llvm::SmallString<24> text;
  llvm::APFloat(number.value).toString(text);
  printer << text << (text.str().contains('.') ? "" : ".0");
  return printer;
}

} // namespace aslc::ir

template <> struct mlir::FieldParser<aslc::ir::Number> {
  static FailureOr<aslc::ir::Number> parse(AsmParser &parser) {
    aslc::ir::Number number;
    if (parser.parseFloat(number.value))
      return failure();
    return number;
  }
};
