// Which variables of a JSONata expression are boxed: kept in memory that lambdas share. All others
// are plain values.
#pragma once

#include "compiler/expr/jsonata/tree.h"

#include "llvm/ADT/StringRef.h"

#include <map>
#include <string>

namespace aslc::lower {

/// For each node that opens a scope (a block, a lambda, the root) the names it binds.
struct BoxedVariables {
  struct Variable {
    bool isBoxed = false;
  };
  using Frame = std::map<std::string, Variable>;
  std::map<const jsonata::Node *, Frame> frames;

  const Frame *of(const jsonata::Node &node) const {
    auto found = frames.find(&node);
    return found == frames.end() ? nullptr : &found->second;
  }
};

/// A variable is boxed in two cases: code that may run never or several times binds it for a scope
/// around that code; or a lambda that refers to it is made before the variable is bound for the
/// last time. A lambda that only refers to its own name does not count: it is an argument of
/// itself.
BoxedVariables findBoxedVariables(const jsonata::Node &root);

} // namespace aslc::lower
