// Identifiers of generated C++: readable, legal, and each used once.
#pragma once

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>

namespace aslc::codegen::cpp {

/// `text` as an identifier: runs of what C++ does not allow become one `_` between words, keywords
/// and names that would be reserved are changed, and what is very long is cut. Text without letters
/// and digits gives `x`.
std::string identifier(llvm::StringRef text);

/// Whether C++ keeps the name for itself.
bool isReserved(llvm::StringRef name);

/// The names of one scope.
class Names {
public:
  /// Names that are taken in `outer` are not used here. `outer` must outlive this.
  explicit Names(const Names *outer = nullptr) : outer_(outer) {}

  /// Makes an identifier similar to `text` that is unique in the scope. Deterministic: the same
  /// calls in the same order give the same names.
  std::string unique(llvm::StringRef text);
  /// The same for the scope around this one, of what is used in here: nothing in here hides it.
  std::string uniqueAround(Names &outer, llvm::StringRef text);
  void reserve(llvm::StringRef name) { taken_.insert(name); }

private:
  bool isTaken(llvm::StringRef name) const {
    return taken_.contains(name) || (outer_ && outer_->isTaken(name));
  }

  const Names *outer_;
  llvm::StringSet<> taken_;
};

} // namespace aslc::codegen::cpp
