// Names of states: their length, and that they are unique in the whole document.
#include "compiler/sema/checker.h"
#include "runtime/support/utf8.h"

#include <map>

namespace aslc::sema {

namespace {

constexpr size_t longestName = 80;

/// The first state of a name, and the workflows around it.
struct NamedState {
  const ast::State *state;
  std::vector<const ast::Machine *> chain; ///< from the innermost out
};

std::vector<const ast::Machine *> chainOf(const SubWorkflow &scope) {
  std::vector<const ast::Machine *> chain;
  for (const SubWorkflow *each = &scope; each; each = each->outer)
    chain.push_back(each->machine);
  return chain;
}

bool contains(const std::vector<const ast::Machine *> &chain, const ast::Machine *machine) {
  for (const ast::Machine *each : chain)
    if (each == machine)
      return true;
  return false;
}

} // namespace

void checkNames(Checker &checker) {
  std::map<std::string_view, NamedState> places;
  forEachScope(checker.root, [&](const SubWorkflow &scope) {
    auto chain = chainOf(scope);
    for (const ast::State &state : scope.machine->states) {
      if (asl::utf8::countCodePoints(state.name) > longestName)
        checker.diags.emit(state.nameRange, diag::Kind::LongName, {std::to_string(longestName)});
      auto [place, fresh] = places.try_emplace(state.name, NamedState{&state, chain});
      if (fresh || place->second.chain.front() == scope.machine)
        continue; // twice in one object is a fault of the text
      bool nested = contains(chain, place->second.chain.front());
      checker.diags
          .emit(state.nameRange, nested ? diag::Kind::DuplicateState : diag::Kind::RepeatedState,
                {state.name})
          .label(place->second.state->nameRange, "the first is here");
    }
  });
}

} // namespace aslc::sema
