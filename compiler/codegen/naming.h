// What a compiled machine and the places in its definition are called, in every backend.
#pragma once

#include "llvm/ADT/StringRef.h"

#include <optional>
#include <string>

namespace mlir {
class Location;
}

namespace aslc::codegen {

/// The symbol under which an object file holds the machine called `name`: `asl_module_<name>`, with
/// what C does not allow in a name replaced by `_`.
std::string moduleSymbol(llvm::StringRef name);

/// The name of the definition's file as what is made of it keeps it, the same wherever it is built:
/// seen from the current folder, and when it does not lie below that, the name alone.
std::string recordedName(llvm::StringRef file);

/// The folder from which `recordedName(file)` is seen: `given`, or where the file is when that is
/// empty.
std::string debugFolder(llvm::StringRef file, llvm::StringRef given);

/// A place in the definition.
struct Place {
  std::string file;
  unsigned line = 1;
  unsigned column = 1;
};
/// The place an op came from, or nothing when it has none.
std::optional<Place> placeOf(mlir::Location location);

} // namespace aslc::codegen
