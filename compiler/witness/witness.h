// Inputs and task answers with which a run comes to a state and fails there.
#pragma once

#include "compiler/ast/machine.h"

#include <string>
#include <vector>

namespace aslc::witness {

struct Witness {
  std::string input; ///< JSON
  std::string tasks; ///< a file of bindings, in JSON; see docs/tasks.md

  bool operator==(const Witness &) const = default;
};

/// What shall be reached: a place in `state`, a state of `machine` or of a flow inside.
struct Goal {
  const ast::State *state = nullptr;
  source::Range place;
  bool fails = false; ///< the work of the state fails
  /// The way there, as the steps of a finding tell it: names of states that are entered, and fields
  /// that lead from one to the next. Empty: any way.
  std::vector<source::Range> steps{};
};

/// The innermost state around `place`; its `state` is null when there is none.
Goal goalAt(const ast::Machine &machine, source::Range place);

/// Candidates, the likeliest first: other routes, and other values of what nothing was asked of.
/// Whether one comes to the goal is seen when it runs. `schema`: of the input, may be null.
std::vector<Witness> candidatesFor(const ast::Machine &machine, const Goal &goal,
                                   const source::Node *schema, size_t most);

} // namespace aslc::witness
