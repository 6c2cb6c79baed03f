// A part of a machine: from one state to another one of the same flow.
#pragma once

#include "compiler/ast/machine.h"
#include "runtime/support/expected.h"

#include <string>
#include <vector>

namespace aslc::frontend {

/// The names of states, also of those within a Map or a Parallel.
struct Part {
  std::string from; ///< the first state; empty: that of the machine
  std::string to;   ///< the last state; empty: the part ends where its flow ends
};

/// A part as a machine of its own.
struct PartOfMachine {
  ast::Machine machine;
  std::vector<std::string> variables; ///< of the flows around it: it can read them
};

/// Takes a part out of `machine`, which was checked without errors. The flow that holds the states
/// becomes the machine; it begins at `from` and ends when `to` is left, whichever way is taken.
/// Where `to` leads to a state by a rule or a catcher, a Succeed state called `NAME (not run)`
/// stands in the place of that state. Fails when a state does not exist, when the two are in
/// different flows, and when no way leads from one to the other.
asl::Expected<PartOfMachine> takePart(ast::Machine machine, const Part &part);

} // namespace aslc::frontend
