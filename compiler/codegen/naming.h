// Names of a compiled machine and of places in its definition, for all backends.
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

/// The name of the definition's file that is recorded in outputs, independent of the place of the
/// build: relative to the current folder, or the bare name when the file is not below it.
std::string recordedName(llvm::StringRef file);

/// The folder to which `recordedName(file)` is relative: `given`, or the folder of the file when
/// that is empty.
std::string debugFolder(llvm::StringRef file, llvm::StringRef given);

/// A place in the definition.
struct Place {
  std::string file;
  unsigned line = 1;
  unsigned column = 1;
};
/// The place that an op came from; nullopt when it has none.
std::optional<Place> placeOf(mlir::Location location);

} // namespace aslc::codegen
