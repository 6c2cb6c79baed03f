// Intrinsic functions and functions of JSONata's library as parameters of attributes. Their names
// and numbers are those of asl/abi.
#pragma once

#include "asl/abi/abi.h"

#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/StringRef.h"

#include <optional>

namespace aslc::ir {

enum class Intrinsic : uint32_t {
#define ASLC_INTRINSIC(function, Name) Name,
  ASL_INTRINSICS(ASLC_INTRINSIC)
#undef ASLC_INTRINSIC
};

/// The name without `States.`.
llvm::StringRef nameOf(Intrinsic function);
/// The name without `$`.
llvm::StringRef nameOf(asl_library function);
std::optional<Intrinsic> intrinsicNamed(llvm::StringRef name);
/// Returns nullopt for `eval`, which the runtime does not have because it would need a compiler.
std::optional<asl_library> libraryFunctionNamed(llvm::StringRef name);

inline llvm::raw_ostream &operator<<(llvm::raw_ostream &out, Intrinsic function) {
  return out << nameOf(function);
}

} // namespace aslc::ir

inline llvm::raw_ostream &operator<<(llvm::raw_ostream &out, asl_library function) {
  return out << aslc::ir::nameOf(function);
}

template <> struct mlir::FieldParser<aslc::ir::Intrinsic> {
  static FailureOr<aslc::ir::Intrinsic> parse(AsmParser &parser);
};
template <> struct mlir::FieldParser<asl_library> {
  static FailureOr<asl_library> parse(AsmParser &parser);
};
