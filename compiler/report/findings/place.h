// The place of a finding independent of its lines.
#pragma once

#include "compiler/diag/engine.h"
#include "compiler/source/tree.h"

#include <string>
#include <string_view>
#include <vector>

namespace aslc::report {

/// One step from a value to a part of it: the key of a member, or the index of an item.
struct Step {
  std::string_view key; ///< of the tree, which must outlive it; empty for an item
  size_t index = 0;
  bool isItem = false;
};
using Steps = std::vector<Step>;

/// The way to the innermost member or item of `tree` that contains `range`. A range in a key leads
/// to that key's member. Empty for the whole definition, and for a tree without a value.
Steps stepsTo(const source::Tree &tree, source::Range range);

/// As JSON Pointer (RFC 6901): `/States/Both/Branches/0/States/A~1B/Next`.
std::string pointerOf(const Steps &steps);
std::string pointerAt(const source::Tree &tree, source::Range range);

/// As AWS writes it: `/States/Both/Branches[0]/States/A/Next`; `/` for the whole.
std::string locationOf(const Steps &steps);

/// The names of the states that lead to it, outermost first: `Both/A`. Empty outside of all states.
std::string statePathOf(const Steps &steps);

/// 16 hexadecimal digits that stay the same for this kind of finding at this place of a
/// definition: line numbers, positions in lists, and the wording of messages do not count.
/// `number` tells findings apart that agree in all of that.
std::string fingerprint(std::string_view file, std::string_view kind, const Steps &steps,
                        size_t number);

} // namespace aslc::report
