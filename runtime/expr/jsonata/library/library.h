// JSONata's function library, by name.
#pragma once

#include "runtime/expr/jsonata/eval/core.h"
#include "runtime/expr/jsonata/eval/signature.h"

namespace asl::jsonata {

using LibraryCode = Value (*)(const Call &call);

struct LibraryFunction {
  std::string_view name; ///< without `$`
  LibraryCode code;
  Signature signature;
  bool hasSignature = true;
  uint32_t arity = 0; ///< declared parameters: how many arguments $map and its like give
};

/// The entry called `name`, or null. The entries live as long as the program.
const LibraryFunction *findLibrary(std::string_view name);
/// The number of the entry called `name`, its asl_library;
/// UINT32_MAX when there is none.
uint32_t libraryIndex(std::string_view name);
/// How many there are: one more than the largest number.
uint32_t libraryCount();
const LibraryFunction &libraryEntry(uint32_t index);
/// The entry as a function value's target.
const Function &asFunction(const LibraryFunction &entry);
/// Checks arguments and calls; errors get the function's name.
Value callLibrary(Heap &heap, const LibraryFunction &entry, Value context, const Value *arguments,
                  uint32_t count);

// Each file of the library defines its functions, by the names of the table in asl/abi.
namespace library {
#define ASL_LIBRARY_FUNCTION(number, name, ...) Value name##_(const Call &call);
#include "asl/abi/jsonata_library.def"
} // namespace library

} // namespace asl::jsonata
