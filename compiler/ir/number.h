// A double as a parameter of attributes, which must be compared, hashed, printed and parsed.
#pragma once

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/Hashing.h"

namespace aslc::ir {

struct Number {
  double value = 0;

  operator double() const { return value; }
  friend llvm::hash_code hash_value(Number number) {
    return llvm::hash_value(llvm::APFloat(number.value));
  }
};

inline mlir::AsmPrinter &operator<<(mlir::AsmPrinter &printer, Number number) {
  printer.printFloat(llvm::APFloat(number.value));
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
