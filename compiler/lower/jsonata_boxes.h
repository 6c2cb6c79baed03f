// Which variables of a JSONata expression must be cells: all others are plain values.
#pragma once

#include "compiler/expr/jsonata/tree.h"

#include "llvm/ADT/StringRef.h"

#include <map>
#include <string>

namespace aslc::lower {

/// For each node that opens a scope (a block, a lambda, the root) the names it binds.
struct Cells {
  struct Variable {
    bool isCell = false;
  };
  using Frame = std::map<std::string, Variable>;
  std::map<const jsonata::Node *, Frame> frames;

  const Frame *of(const jsonata::Node &node) const {
    auto found = frames.find(&node);
    return found == frames.end() ? nullptr : &found->second;
  }
};

/// A variable is a cell when code that may not run, or may run often, binds it for a scope further
/// out, and when a lambda refers to it that is made before it is bound (last). A lambda that refers
/// to its own name only is none of these: it knows itself.
Cells findCells(const jsonata::Node &root);

} // namespace aslc::lower
