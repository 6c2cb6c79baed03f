// See functions.h.
#include "compiler/ir/functions.h"

#include "llvm/ADT/StringSwitch.h"

using namespace mlir;
using namespace aslc::ir;

llvm::StringRef aslc::ir::nameOf(Intrinsic function) {
  static constexpr llvm::StringLiteral names[] = {
#define ASLC_INTRINSIC(function, Name) #Name,
      ASL_INTRINSICS(ASLC_INTRINSIC)
#undef ASLC_INTRINSIC
  };
  return names[static_cast<uint32_t>(function)];
}

llvm::StringRef aslc::ir::nameOf(asl_library function) {
  switch (function) {
#define ASL_LIBRARY_FUNCTION(number, name, ...)                                                    \
  case ASL_LIBRARY_##name:                                                                         \
    return #name;
#include "asl/abi/jsonata_library.def"
  }
  llvm_unreachable("a number that is not in the table");
}

std::optional<Intrinsic> aslc::ir::intrinsicNamed(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<Intrinsic>>(name)
#define ASLC_INTRINSIC(function, Name) .Case(#Name, Intrinsic::Name)
      ASL_INTRINSICS(ASLC_INTRINSIC)
#undef ASLC_INTRINSIC
          .Default(std::nullopt);
}

std::optional<asl_library> aslc::ir::libraryFunctionNamed(llvm::StringRef name) {
  return llvm::StringSwitch<std::optional<asl_library>>(name)
#define ASL_LIBRARY_FUNCTION(number, name, ...) .Case(#name, ASL_LIBRARY_##name)
#include "asl/abi/jsonata_library.def"
      .Default(std::nullopt);
}

FailureOr<Intrinsic> FieldParser<Intrinsic>::parse(AsmParser &parser) {
  llvm::SMLoc place = parser.getCurrentLocation();
  llvm::StringRef word;
  if (parser.parseKeyword(&word))
    return failure();
  if (auto function = intrinsicNamed(word))
    return *function;
  return parser.emitError(place, "expected the name of an intrinsic function");
}

FailureOr<asl_library> FieldParser<asl_library>::parse(AsmParser &parser) {
  llvm::SMLoc place = parser.getCurrentLocation();
  llvm::StringRef word;
  if (parser.parseKeyword(&word))
    return failure();
  if (auto function = libraryFunctionNamed(word))
    return *function;
  return parser.emitError(place, "expected the name of a function of JSONata's library");
}
