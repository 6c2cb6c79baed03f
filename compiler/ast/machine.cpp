// Looking up states.
#include "compiler/ast/machine.h"

namespace aslc::ast {

const State *Machine::find(std::string_view name) const {
  for (const State &state : states)
    if (state.name == name)
      return &state;
  return nullptr;
}

} // namespace aslc::ast
